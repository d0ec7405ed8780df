package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.targetstream.TargetChanges;

/** A pipeline's target, and what the pipeline keeps there in one transaction with the rows. */
public interface TargetEndpoint {
    SchemaReader schema();

    TargetDatabase database();

    TargetStore store();

    RelationCatalog relations();

    RelationJournal relationJournal();

    /** Remembers the source tables' columns as last seen. */
    ShapeJournal shapes();

    /** Remembers which transactions were the pipeline's own. */
    OwnTransactions ownTransactions();

    /** Remembers how the source's stream was set up. */
    StreamJournal streamJournal();

    StreamIntents streamIntents();

    /** Of the target's own log. */
    PositionFormat positions();

    /** The durable record of who wrote which key of the target, as the stream from the target tells it. */
    TargetChanges changes();

    /** Asks the target what it makes of a value that a person typed. */
    ColumnCast columnCast();

    /** Which foreign keys act on a deletion; only reads. */
    CascadingReferences references();

    /** The stream from the target itself. */
    StreamSetup ownStream();

    /** Takes a snapshot for queries that belong to no window. */
    QuerySession openQueries();

    /** Creates the pipeline's tables, or brings them up to date. Safe to call from several processes at once. */
    void migrate();
}
