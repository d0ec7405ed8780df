package dev.reconciler.position;

/** Which source transactions a snapshot of the source contains. Its {@link #toString} is the engine's notation, which proofs keep. */
public interface SnapshotContent {
    boolean contains(TransactionId transaction);
}
