package dev.reconciler.endpoint.read;

/** A read-only snapshot of a database, held until closed. */
public interface ReadSnapshot extends AutoCloseable {
    /** The reader on the snapshot's own connection. */
    ChunkReader reader();

    /**
     * Opens a further reader of the same snapshot; the caller closes it. It has its own connection, unless the engine can't export
     * snapshots: then it has the snapshot's own connection, and there can be only one at a time.
     */
    ChunkReader openReader();

    @Override
    void close();
}
