package dev.reconciler.app.check;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;

/**
 * How many sessions a pipeline opens on one server.
 *
 * @param pool sessions that are taken from the pool at most: {@code maxConnections}
 * @param leastPool sessions that are in use at the same time while a window is open and everything else goes on: a smaller pool
 *     would let windows wait for the applier and the applier for windows
 * @param stream sessions of the stream, which come from no pool
 */
record SessionNeed(int pool, int leastPool, int stream) {
    /** The one that holds the snapshot; each reader shares it in a session of its own. */
    private static final int SNAPSHOT = 1;
    /** The mark in the log and the state of the slot; the content of a snapshot that a window waits for. */
    private static final int SOURCE_CHORES = 2;
    /** The applier's or the corrector's transaction; the lease; the ledger. */
    private static final int TARGET_CHORES = 3;
    /** Runs and their heartbeat, the scheduler, the API. */
    private static final int CONTROL = 3;
    /** The replication connection and the connector's second session. */
    private static final int STREAM = 2;

    static SessionNeed ofSource(ReconcilerConfig config) {
        return new SessionNeed(
                config.source().maxConnections(), SNAPSHOT + config.windows().parallelism() + SOURCE_CHORES, STREAM);
    }

    static SessionNeed ofTarget(ReconcilerConfig config) {
        boolean control = config.control().equals(config.target());
        boolean streamed = config.mode() == Mode.OBSERVE && config.observe().targetStream();
        return new SessionNeed(
                config.target().maxConnections(),
                SNAPSHOT + config.windows().parallelism() + TARGET_CHORES + (control ? CONTROL : 0),
                streamed ? STREAM : 0);
    }

    /** Of a control store that is another database than the target. */
    static SessionNeed ofControl(ReconcilerConfig config) {
        return new SessionNeed(config.control().maxConnections(), CONTROL, 0);
    }

    int least() {
        return leastPool + stream;
    }

    int most() {
        return pool + stream;
    }

    String text() {
        return stream == 0 ? "the pool" : pool + " of the pool, " + stream + " of the stream";
    }
}
