package dev.reconciler.cdc.change;

import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import java.time.Instant;

/**
 * One committed source transaction, complete.
 *
 * @param end the log position after its commit
 * @param size number of changes; 0 for a transaction that only moves the position (other tables, marks)
 * @param changes in source order; may be read more than once; may come from disk
 * @param release frees memory or disk that the changes hold; called once, after they were applied or discarded
 */
public record SourceTransaction(
        TransactionId id,
        Position end,
        Instant committedAt,
        long size,
        Iterable<ChangeEvent> changes,
        Runnable release) {}
