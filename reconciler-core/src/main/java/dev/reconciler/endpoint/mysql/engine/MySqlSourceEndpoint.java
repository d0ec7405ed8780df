package dev.reconciler.endpoint.mysql.engine;

import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.catalog.MySqlCatalogReader;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.endpoint.mysql.read.MySqlQueryReader;
import dev.reconciler.endpoint.mysql.read.MySqlRelationCatalog;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.read.MySqlSourceDatabase;
import dev.reconciler.endpoint.mysql.source.MySqlStreamSetup;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.CatalogReader;
import javax.sql.DataSource;

/** A MySQL or MariaDB source. */
record MySqlSourceEndpoint(MySqlKind kind, DataSource pool, SourceSettings settings) implements SourceEndpoint {
    @Override
    public SchemaReader schema() {
        return new MySqlSchemaReader(Side.SOURCE.noun(), pool);
    }

    @Override
    public CatalogReader catalog() {
        return new MySqlCatalogReader(Side.SOURCE.noun(), pool);
    }

    @Override
    public SourceDatabase database() {
        return new MySqlSourceDatabase(pool, settings.windowLimit());
    }

    @Override
    public RelationCatalog relations() {
        return new MySqlRelationCatalog(Side.SOURCE, pool);
    }

    @Override
    public PositionFormat positions() {
        return MySqlPositionFormat.of(kind);
    }

    /** Nothing is created on the server, so there is no intent to record. */
    @Override
    public StreamSetup stream(StreamJournal journal, StreamIntents intents) {
        return new MySqlStreamSetup(Side.SOURCE, pool, journal);
    }

    @Override
    public QuerySession openQueries() {
        return MySqlQueryReader.open(Side.SOURCE, pool, settings.windowLimit());
    }
}
