package dev.reconciler.app.check;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.endpoint.engine.SessionDemand;

/** The number of sessions that a pipeline opens on each server. */
final class SessionNeeds {
    /** The session that exports the snapshot; each reader imports it in a session of its own. */
    private static final int SNAPSHOT = 1;
    /** One session for the heartbeat in the WAL and the slot's state, one for the snapshot content that a window waits for. */
    private static final int SOURCE_CHORES = 2;
    /** The transaction of the applier or the corrector, the lease, and the ledger. */
    private static final int TARGET_CHORES = 3;
    /** Runs with their heartbeat, the scheduler, and the API. */
    private static final int CONTROL = 3;
    /** The replication connection and the connector's second session. */
    private static final int STREAM = 2;

    private SessionNeeds() {}

    static SessionDemand ofSource(ReconcilerConfig config) {
        return new SessionDemand(
                "source",
                config.databases().source().maxConnections(),
                SNAPSHOT + config.jobs().windows().parallelism() + SOURCE_CHORES,
                STREAM);
    }

    static SessionDemand ofTarget(ReconcilerConfig config) {
        boolean control = config.databases().isControlInTarget();
        boolean streamed =
                config.mode() == Mode.OBSERVE && config.jobs().observe().targetStream();
        return new SessionDemand(
                "target",
                config.databases().target().maxConnections(),
                SNAPSHOT + config.jobs().windows().parallelism() + TARGET_CHORES + (control ? CONTROL : 0),
                streamed ? STREAM : 0);
    }

    /** The demand on a control database that is not the target. */
    static SessionDemand ofControl(ReconcilerConfig config) {
        return new SessionDemand("control", config.databases().control().maxConnections(), CONTROL, 0);
    }
}
