package dev.reconciler.endpoint.read;

/** A read-only snapshot of a database, held until closed. */
public interface ReadSnapshot extends AutoCloseable {
    /** The reader on the snapshot's own connection. */
    ChunkReader reader();

    /** Opens a further reader of the same snapshot on its own connection; the caller closes it. */
    ChunkReader openReader();

    @Override
    void close();
}
