package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresRelationCatalog;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotAdmission;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresRelationJournal;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.PostgresWriteHistory;
import dev.reconciler.endpoint.postgres.write.internal.PostgresTargetChanges;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.ledger.target.TargetChanges;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.relation.RelationWatch;
import dev.reconciler.run.Pipeline;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;

/**
 * Both databases of a pipeline, as the stream, the windows and the corrections use them.
 *
 * @param uncompared columns that are left out of every comparison
 * @param relations notices changes of tables that no event tells
 */
record Endpoints(
        Pipeline pipeline,
        List<Unverifiable> uncompared,
        TargetStore store,
        PostgresSlotJournal slotJournal,
        PostgresWriteHistory writeHistory,
        PostgresSlot slot,
        PostgresPublication publication,
        RelationWatch relations) {
    /** @param databases replaces what is read */
    static Endpoints of(ReconcilerConfig config, Pools pools, UnaryOperator<Pipeline> databases) {
        String name = config.pipeline();
        Mappings.Mapped mapped = Mappings.resolve(config, pools);
        Pipeline pipeline = databases.apply(pipeline(config, pools, mapped.tables())
                .with(config.verification().digest()));
        return new Endpoints(
                pipeline,
                mapped.uncompared(),
                new PostgresTargetStore(pools.target(), name, LsnFormat.INSTANCE, targetSettings(config)),
                new PostgresSlotJournal(pools.target(), name),
                new PostgresWriteHistory(pools.target(), name),
                new PostgresSlot(pools.source(), config.stream().slot()),
                new PostgresPublication(pools.source(), config.stream().publication()),
                relations(config, pools, pipeline));
    }

    private static RelationWatch relations(ReconcilerConfig config, Pools pools, Pipeline pipeline) {
        return new RelationWatch(
                pipeline.tables(),
                PostgresRelationCatalog.ofSource(pools.source(), config.stream().publication()),
                PostgresRelationCatalog.ofTarget(pools.target()),
                new PostgresRelationJournal(pools.target(), config.pipeline()),
                pipeline.source(),
                LsnFormat.INSTANCE);
    }

    static TargetChanges targetChanges(Jdbi target, String pipeline) {
        return new PostgresTargetChanges(target, pipeline);
    }

    static PostgresTargetSettings targetSettings(ReconcilerConfig config) {
        PostgresTargetSettings defaults = PostgresTargetSettings.defaults();
        return new PostgresTargetSettings(
                config.apply().leaseTtl(),
                config.apply().replicationRole() == ReplicationRole.REPLICA,
                defaults.statementTimeout(),
                Observing.lockTimeout(config, defaults.lockTimeout()));
    }

    private static Pipeline pipeline(ReconcilerConfig config, Pools pools, List<MappedTable> tables) {
        String name = config.pipeline();
        SnapshotLimits limits =
                new SnapshotLimits(config.windows().maxDuration(), SnapshotLimits.DEFAULT.margin(), config.rulesUser());
        return new Pipeline(
                name,
                tables,
                config.tenants(),
                new PostgresSourceDatabase(
                        pools.source(), limits, config.stream().publication()),
                new PostgresTargetDatabase(
                        pools.target(),
                        limits,
                        name,
                        LsnFormat.INSTANCE,
                        new PostgresLedgerPruning(pools.target(), name),
                        connection -> new PostgresLedgerReader(connection, name)));
    }

    WindowOpener windows(ReconcilerConfig config, WindowListener listener) {
        // The slot may be created, or created anew, while these live: its origin is looked up each time.
        SnapshotAdmission admission =
                content -> slotJournal.origin().flatMap(origin -> new SlotAdmission(slot, origin).obstacle(content));
        return new WindowOpener(
                pipeline.source(),
                pipeline.target(),
                RealTime.PATIENCE,
                config.windows().openTimeout(),
                admission,
                listener);
    }
}
