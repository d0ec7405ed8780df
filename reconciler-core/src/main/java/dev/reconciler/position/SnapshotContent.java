package dev.reconciler.position;

/** Which source transactions a snapshot of the source contains. */
public interface SnapshotContent {
    boolean contains(TransactionId transaction);
}
