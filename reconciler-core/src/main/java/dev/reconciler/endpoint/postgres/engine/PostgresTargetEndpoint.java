package dev.reconciler.endpoint.postgres.engine;

import dev.reconciler.endpoint.engine.OwnStream;
import dev.reconciler.endpoint.engine.OwnTransactions;
import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.engine.ShapeJournal;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.endpoint.postgres.catalog.PostgresCatalogReader;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresReferences;
import dev.reconciler.endpoint.postgres.read.PostgresRelationCatalog;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.PostgresStreamSetup;
import dev.reconciler.endpoint.postgres.write.PostgresColumnCast;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresRelationJournal;
import dev.reconciler.endpoint.postgres.write.PostgresShapeJournal;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import dev.reconciler.endpoint.postgres.write.PostgresTargetChanges;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStreamJournal;
import dev.reconciler.endpoint.postgres.write.PostgresWriteHistory;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.CatalogReader;
import dev.reconciler.targetstream.StreamMarks;
import javax.sql.DataSource;

/** A PostgreSQL target. */
record PostgresTargetEndpoint(DataSource pool, TargetSettings settings) implements TargetEndpoint {
    @Override
    public SchemaReader schema() {
        return new PostgresSchemaReader(Side.TARGET, pool);
    }

    @Override
    public CatalogReader catalog() {
        return new PostgresCatalogReader(Side.TARGET, pool);
    }

    @Override
    public TargetDatabase database() {
        SnapshotLimits limits =
                new SnapshotLimits(settings.windowLimit(), SnapshotLimits.DEFAULT.margin(), settings.queryUser());
        String name = settings.pipeline();
        return new PostgresTargetDatabase(
                pool,
                limits,
                name,
                settings.positions(),
                new PostgresLedgerPruning(pool, name),
                connection -> new PostgresLedgerReader(connection, name));
    }

    @Override
    public TargetStore store() {
        PostgresTargetSettings defaults = PostgresTargetSettings.defaults();
        return new PostgresTargetStore(
                pool,
                settings.pipeline(),
                settings.positions(),
                new PostgresTargetSettings(
                        settings.leaseTtl(),
                        settings.replica(),
                        defaults.statementTimeout(),
                        settings.lockTimeout() == null ? defaults.lockTimeout() : settings.lockTimeout()));
    }

    @Override
    public RelationCatalog relations() {
        return PostgresRelationCatalog.ofTarget(pool);
    }

    @Override
    public RelationJournal relationJournal() {
        return new PostgresRelationJournal(pool, settings.pipeline());
    }

    @Override
    public ShapeJournal shapes() {
        return new PostgresShapeJournal(pool, settings.pipeline());
    }

    @Override
    public OwnTransactions ownTransactions() {
        return new PostgresWriteHistory(pool, settings.pipeline());
    }

    @Override
    public StreamJournal streamJournal() {
        return slotJournal();
    }

    @Override
    public StreamIntents streamIntents() {
        return slotJournal();
    }

    private PostgresSlotJournal slotJournal() {
        return new PostgresSlotJournal(pool, settings.pipeline(), settings.positions());
    }

    @Override
    public ColumnCast columnCast() {
        return new PostgresColumnCast(pool);
    }

    @Override
    public CascadingReferences references() {
        return new PostgresReferences(pool);
    }

    @Override
    public OwnStream ownStream() {
        StreamSetup setup = new PostgresStreamSetup(
                settings.pipeline(),
                new PostgresSlot(Side.TARGET, pool, settings.stream().slot()),
                new PostgresPublication(Side.TARGET, pool, settings.stream().publication()),
                new PostgresTargetStreamJournal(pool, settings.pipeline()),
                slotJournal());
        return new OwnStream(
                setup, LsnFormat.INSTANCE, new PostgresTargetChanges(pool, settings.pipeline()), StreamMarks.NONE);
    }

    @Override
    public QuerySession openQueries() {
        return PostgresQueryReader.open(Side.TARGET, pool, SnapshotLimits.DEFAULT.withQueryRole(settings.queryUser()));
    }

    @Override
    public void migrate() {
        TargetSchema.migrate(pool);
    }
}
