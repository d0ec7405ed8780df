package dev.reconciler.endpoint.engine;

/**
 * The number of sessions that a pipeline opens on one server.
 *
 * @param key of the connection in the file
 * @param pool sessions that are taken from the pool at most: {@code maxConnections}
 * @param leastPool sessions in use at the same time while a window is open and all other parts run: with a smaller pool, windows
 *     and the applier would wait for each other
 * @param stream sessions of the stream, which come from no pool
 */
public record SessionDemand(String key, int pool, int leastPool, int stream) {
    public int least() {
        return leastPool + stream;
    }

    public int most() {
        return pool + stream;
    }

    /** The parts of {@link #most}, as text. */
    public String text() {
        return stream == 0 ? "the pool" : pool + " of the pool, " + stream + " of the stream";
    }
}
