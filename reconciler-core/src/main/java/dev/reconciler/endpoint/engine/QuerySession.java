package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.QueryReader;

/** A {@link QueryReader} with its own snapshot, for checking queries without a window. */
public interface QuerySession extends QueryReader, AutoCloseable {
    /** Ends the snapshot. */
    @Override
    void close();
}
