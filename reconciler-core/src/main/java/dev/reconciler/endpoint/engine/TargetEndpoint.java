package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.catalog.CatalogReader;

/** A pipeline's target, with the pipeline's records that commit together with the rows. */
public interface TargetEndpoint {
    SchemaReader schema();

    /** Reads the catalog with every detail. */
    CatalogReader catalog();

    TargetDatabase database();

    TargetStore store();

    RelationCatalog relations();

    RelationJournal relationJournal();

    /** The record of the source tables' columns as last seen. */
    ShapeJournal shapes();

    /** The record of the pipeline's own transactions. */
    OwnTransactions ownTransactions();

    /** The record of the set-up of the source's stream. */
    StreamJournal streamJournal();

    StreamIntents streamIntents();

    /** Lets the target convert a value that a person typed. */
    ColumnCast columnCast();

    /** The foreign keys that act on a deletion; only reads. */
    CascadingReferences references();

    /** The stream from the target itself. */
    OwnStream ownStream();

    /** Takes a snapshot for queries that belong to no window. */
    QuerySession openQueries();

    /** Creates the pipeline's tables, or brings them up to date. Safe to call from several processes at once. */
    void migrate();
}
