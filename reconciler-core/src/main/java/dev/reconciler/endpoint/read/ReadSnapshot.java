package dev.reconciler.endpoint.read;

/** A read-only snapshot of a database, held until closed. */
public interface ReadSnapshot extends AutoCloseable {
    /** The reader on the snapshot's own connection. */
    ChunkReader reader();

    /** A further reader of the same snapshot on a connection of its own; the caller closes it. */
    ChunkReader openReader();

    @Override
    void close();
}
