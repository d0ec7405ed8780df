package dev.reconciler.endpoint.engine;

/**
 * How many sessions a pipeline opens on one server.
 *
 * @param key of the connection in the file
 * @param pool sessions that are taken from the pool at most: {@code maxConnections}
 * @param leastPool sessions that are in use at the same time while a window is open and everything else goes on: a smaller pool
 *     would let windows wait for the applier and the applier for windows
 * @param stream sessions of the stream, which come from no pool
 */
public record SessionDemand(String key, int pool, int leastPool, int stream) {
    public int least() {
        return leastPool + stream;
    }

    public int most() {
        return pool + stream;
    }

    /** Of what {@link #most} consists. */
    public String text() {
        return stream == 0 ? "the pool" : pool + " of the pool, " + stream + " of the stream";
    }
}
