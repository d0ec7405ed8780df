package dev.reconciler.bench;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.apply.LeaseKeeper;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stream, applier, lease and pruning of one pipeline, put together as the daemon does. */
final class LivePipeline implements AutoCloseable {
    final PostgresSourceDatabase source;
    final PostgresTargetDatabase target;
    final Filler filler;
    private final SourceStream stream;
    private final ApplyLoop loop;
    private final StreamKeeper keeper;
    private final Applier applier;
    private final PostgresTargetStore store;
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);

    /** The table must have the same rows on both sides, or the stream must contain the rows that the target lacks. */
    LivePipeline(
            Servers servers,
            List<MappedTable> tables,
            SourceStream stream,
            SnapshotLimits limits,
            ApplyListener listener) {
        this.stream = stream;
        String name = stream.name();
        PostgresLedgerPruning pruning = new PostgresLedgerPruning(servers.targetPool, name);
        source = new PostgresSourceDatabase(servers.sourcePool, limits);
        target = new PostgresTargetDatabase(
                servers.targetPool,
                limits,
                name,
                LsnFormat.INSTANCE,
                pruning,
                connection -> new PostgresLedgerReader(connection, name));
        store = new PostgresTargetStore(
                servers.targetPool, name, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());
        Checkpoint from = store.acquireLease("bench");
        filler = new Filler(store, TenantScope.all());
        tables.forEach(filler::adopt);
        ApplySettings settings = ApplySettings.of(10_000, 20_000);
        applier = new Applier(
                store,
                ApplyExtent.write(tables, TenantScope.all()),
                from,
                settings,
                new Clocks(InstantSource.system(), System::nanoTime),
                listener,
                ApplyHooks.NONE,
                stream.changes()::acknowledge);
        loop = new ApplyLoop(applier, settings, System::nanoTime, listener, "apply");
        keeper = new StreamKeeper(stream.changes(), this::position, loop, settings, "stream-keeper");
        background.scheduleWithFixedDelay(new LeaseKeeper(store, from.epoch(), listener), 10, 10, TimeUnit.SECONDS);
        background.scheduleWithFixedDelay(() -> pruning.prune(source.probe()), 1, 1, TimeUnit.SECONDS);
    }

    void start() {
        loop.start();
        keeper.start();
    }

    /** Returns the applied position; before the first batch, the start of the stream. */
    Position position() {
        Position applied = applier.checkpoint().position();
        return applied.covers(stream.start()) ? applied : stream.start();
    }

    @Override
    public void close() {
        background.shutdownNow();
        loop.close();
        keeper.close();
        store.releaseLease(applier.checkpoint().epoch());
    }
}
