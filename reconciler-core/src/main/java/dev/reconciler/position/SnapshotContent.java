package dev.reconciler.position;

/**
 * The set of source transactions that a snapshot of the source contains. Its {@link #toString} is the engine's notation, which
 * proofs keep.
 */
public interface SnapshotContent {
    boolean contains(TransactionId transaction);

    /** Returns whether it is a lower bound by proof; if not, a difference needs a second reading. */
    default boolean isProven() {
        return true;
    }
}
