package dev.reconciler.position;

/**
 * The set of source transactions that a snapshot of the source contains. Its {@link #toString} is the engine's notation, which
 * proofs keep.
 */
public interface SnapshotContent {
    boolean contains(TransactionId transaction);
}
