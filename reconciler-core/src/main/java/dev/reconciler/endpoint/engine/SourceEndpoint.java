package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.catalog.CatalogReader;

/** A pipeline's source. */
public interface SourceEndpoint {
    SchemaReader schema();

    /** Reads the catalog with every detail. */
    CatalogReader catalog();

    SourceDatabase database();

    RelationCatalog relations();

    PositionFormat positions();

    /**
     * @param journal holds the stream's origin, beside the checkpoint
     * @param intents holds the intent to set the stream up
     */
    StreamSetup stream(StreamJournal journal, StreamIntents intents);

    /** Takes a snapshot for queries that belong to no window. */
    QuerySession openQueries();
}
