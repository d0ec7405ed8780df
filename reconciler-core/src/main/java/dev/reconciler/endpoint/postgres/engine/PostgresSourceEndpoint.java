package dev.reconciler.endpoint.postgres.engine;

import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.postgres.catalog.PostgresCatalogReader;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresRelationCatalog;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.PostgresStreamSetup;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.CatalogReader;
import javax.sql.DataSource;

/** A PostgreSQL source. */
record PostgresSourceEndpoint(DataSource pool, SourceSettings settings) implements SourceEndpoint {
    @Override
    public SchemaReader schema() {
        return new PostgresSchemaReader(Side.SOURCE, pool);
    }

    @Override
    public CatalogReader catalog() {
        return new PostgresCatalogReader(Side.SOURCE, pool);
    }

    @Override
    public SourceDatabase database() {
        SnapshotLimits limits =
                new SnapshotLimits(settings.windowLimit(), SnapshotLimits.DEFAULT.margin(), settings.queryUser());
        return new PostgresSourceDatabase(pool, limits, settings.stream().publication());
    }

    @Override
    public RelationCatalog relations() {
        return PostgresRelationCatalog.ofSource(pool, settings.stream().publication());
    }

    @Override
    public PositionFormat positions() {
        return LsnFormat.INSTANCE;
    }

    @Override
    public StreamSetup stream(StreamJournal journal, StreamIntents intents) {
        return new PostgresStreamSetup(
                settings.pipeline(),
                new PostgresSlot(pool, settings.stream().slot()),
                new PostgresPublication(pool, settings.stream().publication()),
                journal,
                intents);
    }

    @Override
    public QuerySession openQueries() {
        return PostgresQueryReader.open(Side.SOURCE, pool, SnapshotLimits.DEFAULT.withQueryRole(settings.queryUser()));
    }
}
