package dev.reconciler.app.check;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.SessionDemand;
import dev.reconciler.endpoint.engine.SessionDemand.Others;
import java.util.ArrayList;
import java.util.List;

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
    /** The pipeline's records in a target that is not the control database. */
    private static final int RECORDS = 1;
    /** The replication connection and the connector's second session. */
    private static final int STREAM = 2;

    private SessionNeeds() {}

    static SessionDemand ofSource(ReconcilerConfig config) {
        return new SessionDemand(
                "source",
                config.databases().source().maxConnections(),
                SNAPSHOT + config.jobs().windows().parallelism() + SOURCE_CHORES,
                List.of(stream()));
    }

    static SessionDemand ofTarget(ReconcilerConfig config) {
        ConnectionConfig target = config.databases().target();
        boolean onePool = Engine.of(target.engine()).hasOneKindOfSession();
        int control = config.databases().isControlInTarget() ? CONTROL : RECORDS;
        List<Others> others = new ArrayList<>();
        if (config.mode() == Mode.OBSERVE && config.jobs().observe().targetStream()) {
            others.add(stream());
        }
        if (!onePool) {
            others.add(new Others("the pool of the control tables", control, target.maxConnections()));
        }
        return new SessionDemand(
                "target",
                target.maxConnections(),
                SNAPSHOT
                        + config.jobs().windows().parallelism()
                        + TARGET_CHORES
                        + (onePool && config.databases().isControlInTarget() ? CONTROL : 0),
                others);
    }

    private static Others stream() {
        return new Others("the stream", STREAM, STREAM);
    }

    /** The demand on a control database that is not the target. */
    static SessionDemand ofControl(ReconcilerConfig config) {
        return new SessionDemand("control", config.databases().control().maxConnections(), CONTROL, List.of());
    }
}
