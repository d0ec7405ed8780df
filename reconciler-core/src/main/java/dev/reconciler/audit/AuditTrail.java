package dev.reconciler.audit;

import java.util.List;

/**
 * Adds entries inside the caller's own transaction, so that a change and its record commit together or not at all.
 *
 * @param <T> the store's transaction
 */
public interface AuditTrail<T> {
    /**
     * Adds entries in the given order. It locks the end of the pipeline's chain until the transaction ends: call it last, after
     * all other rows are locked, so that transactions can't wait for each other in a circle.
     */
    void append(T transaction, String pipeline, List<AuditRecord> records);
}
