package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.position.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes away what a pipeline made: slot, publication, and its rows in the control tables, which go as a whole with the last
 * pipeline. User tables stay as they are.
 */
public final class Cleanup implements AutoCloseable {
    private final ReconcilerConfig config;
    private final Pools pools;
    private final Endpoints endpoints;
    /** Of the stream from the target, if there is or was one. */
    private final StreamSetup targetStream;

    public Cleanup(ReconcilerConfig config) {
        this.config = config;
        this.pools = new Pools(config);
        this.endpoints = Endpoints.of(config, pools);
        this.targetStream = endpoints.target().ownStream();
    }

    /** What {@link #run} would take away, for people; empty if there is nothing. */
    public List<String> found() {
        List<String> found = new ArrayList<>(endpoints.stream().leftovers());
        if (isTargetStreamed()) {
            found.addAll(targetStream.leftovers());
        }
        if (endpoints.targetTables().hasRows() || endpoints.controlTables().hasRows()) {
            found.add("checkpoint, journal, discrepancies, runs and audit log of pipeline " + config.pipeline());
        }
        return found;
    }

    /** What {@link #withdrawPublications} would take away, for people. */
    public List<String> publications() {
        List<String> found = new ArrayList<>(endpoints.stream().withdrawable());
        if (config.observe().targetStream()) {
            found.addAll(targetStream.withdrawable());
        }
        return found;
    }

    /**
     * Ends what publishing does to the applications' statements; slots and records stay, and a stream can go on.
     *
     * @param actor for the audit log
     */
    public void withdrawPublications(String actor) {
        endpoints.stream().withdraw();
        if (config.observe().targetStream()) {
            targetStream.withdraw();
        }
        if (endpoints.controlTables().exists("audit_head")) {
            new AuditedActions(
                            config.pipeline(),
                            new JdbiAuditLog(Jdbi.create(pools.control()), pools.dialect(), RealTime.CLOCK))
                    .record(actor, "publication.WITHDRAWN", config.stream().publication(), Map.of());
        }
    }

    /** By the configuration, or by what the target has on record: the setting may have been taken out. */
    private boolean isTargetStreamed() {
        return config.observe().targetStream()
                || endpoints.targetTables().exists("target_stream") && targetStream.isRecorded();
    }

    /**
     * @throws dev.reconciler.endpoint.write.DeposedException if a daemon works on the pipeline
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the slot is in use
     */
    public void run() {
        if (!endpoints.targetTables().exists("checkpoint")) {
            remove();
            return;
        }
        // From here on no daemon starts.
        TargetStore store = endpoints.target().store();
        Checkpoint lease = Leases.take(store, Daemon.owner("cleanup"));
        try {
            remove();
        } catch (RuntimeException e) {
            store.releaseLease(lease.epoch());
            throw e;
        }
    }

    private void remove() {
        endpoints.stream().drop();
        if (isTargetStreamed()) {
            targetStream.drop();
        }
        endpoints.targetTables().remove();
        if (pools.control() != pools.target()) {
            endpoints.controlTables().remove();
        }
    }

    @Override
    public void close() {
        pools.close();
    }
}
