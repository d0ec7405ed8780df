package dev.reconciler.endpoint.read;

/** A database whose snapshots must not keep other sessions waiting. */
public interface BlockingSnapshots {
    /**
     * Ends open snapshots that lock tables while another session waits to change a table's definition; a read in them fails with
     * {@link SnapshotEndedException}. To be called twice a second. Without effect where a snapshot locks no table between two
     * readings.
     */
    default void endBlockingSnapshots() {}
}
