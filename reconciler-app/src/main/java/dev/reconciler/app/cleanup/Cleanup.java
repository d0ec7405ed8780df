package dev.reconciler.app.cleanup;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.cdc.apply.LeaseTaker;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.position.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the objects of a pipeline: slot, publication, and its rows in the control tables. With the last pipeline it drops the
 * control tables too. User tables stay unchanged.
 */
public final class Cleanup implements AutoCloseable {
    private final ReconcilerConfig config;
    private final Endpoints endpoints;
    private final StreamSetup targetStream;

    private final LeaseTaker lease;
    private final AuditedActions actions;
    private final Runnable disconnect;

    /** @param disconnect closes the connections */
    public Cleanup(
            ReconcilerConfig config,
            Endpoints endpoints,
            LeaseTaker lease,
            AuditedActions actions,
            Runnable disconnect) {
        this.config = config;
        this.endpoints = endpoints;
        this.targetStream = endpoints.target().ownStream().setup();
        this.lease = lease;
        this.actions = actions;
        this.disconnect = disconnect;
    }

    /** Lists the objects that {@link #run} would remove, in words for the operator; empty if there are none. */
    public List<String> found() {
        List<String> found = new ArrayList<>(endpoints.stream().leftovers());
        streamed().ifPresent(stream -> found.addAll(stream.leftovers()));
        if (endpoints.targetTables().hasRows() || endpoints.controlTables().hasRows()) {
            found.add("checkpoint, journal, discrepancies, runs and audit log of pipeline " + config.pipeline());
        }
        return found;
    }

    /** Lists the publications that {@link #withdrawPublications} would withdraw, in words for the operator. */
    public List<String> publications() {
        List<String> found = new ArrayList<>(endpoints.stream().withdrawable());
        configured().ifPresent(stream -> found.addAll(stream.withdrawable()));
        return found;
    }

    /**
     * Ends the effect of publishing on the applications' statements. Slots and records stay, and a stream can resume.
     *
     * @param actor for the audit log
     */
    public void withdrawPublications(String actor) {
        endpoints.stream().withdraw();
        configured().ifPresent(StreamSetup::withdraw);
        if (endpoints.controlTables().exists("audit_head")) {
            actions.record(
                    actor,
                    "publication.WITHDRAWN",
                    config.replication().stream().publication(),
                    Map.of());
        }
    }

    private Optional<StreamSetup> configured() {
        return Optional.of(targetStream)
                .filter(stream -> config.jobs().observe().targetStream());
    }

    /** By the configuration, or by the target's record: the operator may have removed the setting. */
    private Optional<StreamSetup> streamed() {
        return Optional.of(targetStream)
                .filter(stream -> config.jobs().observe().targetStream()
                        || endpoints.targetTables().exists("target_stream") && stream.isRecorded());
    }

    /**
     * @param owner names this process while it holds the pipeline's lease
     * @throws dev.reconciler.endpoint.write.DeposedException if a daemon holds the pipeline's lease
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the slot is in use
     */
    public void run(String owner) {
        if (!endpoints.targetTables().exists("checkpoint")) {
            remove();
            return;
        }
        // From here on no daemon can start.
        Checkpoint held = lease.take(owner);
        try {
            remove();
        } catch (RuntimeException e) {
            lease.release(held);
            throw e;
        }
    }

    private void remove() {
        endpoints.stream().drop();
        streamed().ifPresent(StreamSetup::drop);
        endpoints.targetTables().remove();
        if (!config.databases().isControlInTarget()) {
            endpoints.controlTables().remove();
        }
    }

    @Override
    public void close() {
        disconnect.run();
    }
}
