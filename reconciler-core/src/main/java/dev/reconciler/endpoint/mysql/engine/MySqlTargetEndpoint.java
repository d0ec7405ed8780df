package dev.reconciler.endpoint.mysql.engine;

import dev.reconciler.endpoint.engine.OwnStream;
import dev.reconciler.endpoint.engine.OwnTransactions;
import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.engine.ShapeJournal;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.catalog.MySqlCatalogReader;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.endpoint.mysql.read.MySqlQueryReader;
import dev.reconciler.endpoint.mysql.read.MySqlReferences;
import dev.reconciler.endpoint.mysql.read.MySqlRelationCatalog;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.read.MySqlTargetDatabase;
import dev.reconciler.endpoint.mysql.source.MySqlStreamSetup;
import dev.reconciler.endpoint.mysql.write.MySqlColumnCast;
import dev.reconciler.endpoint.mysql.write.MySqlLedgerPruning;
import dev.reconciler.endpoint.mysql.write.MySqlLedgerReader;
import dev.reconciler.endpoint.mysql.write.MySqlOwnTransactions;
import dev.reconciler.endpoint.mysql.write.MySqlRelationJournal;
import dev.reconciler.endpoint.mysql.write.MySqlShapeJournal;
import dev.reconciler.endpoint.mysql.write.MySqlStreamJournal;
import dev.reconciler.endpoint.mysql.write.MySqlStreamMarks;
import dev.reconciler.endpoint.mysql.write.MySqlTargetChanges;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSettings;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStore;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStreamJournal;
import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.CatalogReader;
import javax.sql.DataSource;

/** A MySQL or MariaDB target. */
record MySqlTargetEndpoint(MySqlKind kind, DataSource pool, TargetSettings settings) implements TargetEndpoint {
    @Override
    public SchemaReader schema() {
        return new MySqlSchemaReader("target", pool);
    }

    @Override
    public CatalogReader catalog() {
        return new MySqlCatalogReader("target", pool);
    }

    @Override
    public TargetDatabase database() {
        String name = settings.pipeline();
        return new MySqlTargetDatabase(
                pool,
                settings.windowLimit(),
                name,
                settings.positions(),
                new MySqlLedgerPruning(pool, name),
                connection -> new MySqlLedgerReader(connection, name));
    }

    @Override
    public TargetStore store() {
        MySqlTargetSettings defaults = MySqlTargetSettings.defaults();
        return new MySqlTargetStore(
                pool,
                settings.pipeline(),
                settings.positions(),
                new MySqlTargetSettings(
                        settings.leaseTtl(),
                        settings.lockTimeout() == null ? defaults.lockTimeout() : settings.lockTimeout()));
    }

    @Override
    public RelationCatalog relations() {
        return new MySqlRelationCatalog(Side.TARGET, pool);
    }

    @Override
    public RelationJournal relationJournal() {
        return new MySqlRelationJournal(pool, settings.pipeline());
    }

    @Override
    public ShapeJournal shapes() {
        return new MySqlShapeJournal(pool, settings.pipeline());
    }

    @Override
    public OwnTransactions ownTransactions() {
        return new MySqlOwnTransactions();
    }

    @Override
    public StreamJournal streamJournal() {
        return streams();
    }

    @Override
    public StreamIntents streamIntents() {
        return streams();
    }

    private MySqlStreamJournal streams() {
        return new MySqlStreamJournal(pool, settings.pipeline(), settings.positions());
    }

    @Override
    public ColumnCast columnCast() {
        return new MySqlColumnCast(pool);
    }

    @Override
    public CascadingReferences references() {
        return new MySqlReferences(pool);
    }

    @Override
    public OwnStream ownStream() {
        String name = settings.pipeline();
        return new OwnStream(
                new MySqlStreamSetup(Side.TARGET, pool, new MySqlTargetStreamJournal(pool, kind, name)),
                MySqlPositionFormat.of(kind),
                new MySqlTargetChanges(pool, kind, name),
                MySqlStreamMarks.ALL);
    }

    @Override
    public QuerySession openQueries() {
        return MySqlQueryReader.open(Side.TARGET, pool, settings.windowLimit());
    }

    @Override
    public void migrate() {
        MySqlTargetSchema.migrate(pool);
    }
}
