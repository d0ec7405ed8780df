package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotFacts;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.position.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes away what a pipeline made: slot, publication, and its rows in the control tables, which go as a whole with the last
 * pipeline. User tables stay as they are.
 */
public final class Cleanup implements AutoCloseable {
    /** Children before parents. */
    private static final List<String> BY_PIPELINE = List.of(
            "ledger",
            "ledger_floor",
            "ledger_pin",
            "ledger_reader",
            "table_state",
            "dirty_key",
            "parked_event",
            "journal",
            "slot_intent",
            "slot_origin",
            "relation_change",
            "relation_fact",
            "applied_transaction",
            "applied_mark",
            "applied_horizon",
            "source_shape",
            "target_stream",
            "target_change",
            "target_mark",
            "run",
            "coverage",
            "coverage_chunk",
            "candidate",
            "canary_plant",
            "correction_suppression",
            "discrepancy",
            "audit_head",
            "named_lock",
            "checkpoint",
            "lease");

    private static final List<String> OTHERS = List.of(
            "audit_entry",
            "run_result",
            "run_chunk",
            "review_claim",
            "scheduled_tasks",
            "schema_history_target",
            "schema_history_control");

    private final String pipeline;
    private final Pools pools;
    private final PostgresSlot slot;
    private final PostgresPublication publication;
    /** Of the stream from the target, if there is or was one. */
    private final PostgresSlot targetSlot;

    private final PostgresPublication targetPublication;
    private final boolean targetStream;
    private final PostgresTargetStore store;

    public Cleanup(ReconcilerConfig config) {
        this.pipeline = config.pipeline();
        this.pools = new Pools(config);
        this.slot = new PostgresSlot(pools.source(), config.stream().slot());
        this.publication =
                new PostgresPublication(pools.source(), config.stream().publication());
        this.targetSlot = TargetStream.slot(pools, config);
        this.targetPublication = TargetStream.publication(pools, config);
        this.targetStream = config.observe().targetStream();
        this.store = new PostgresTargetStore(
                pools.target(), pipeline, PostgresTargetStore.LSN, Endpoints.targetSettings(config));
    }

    /** What {@link #run} would take away, for people; empty if there is nothing. */
    public List<String> found() {
        List<String> found = new ArrayList<>();
        find(slot, publication, found);
        if (isTargetStreamed()) {
            find(targetSlot, targetPublication, found);
        }
        if (hasRows(pools.target()) || hasRows(pools.control())) {
            found.add("checkpoint, journal, discrepancies, runs and audit log of pipeline " + pipeline);
        }
        return found;
    }

    /** What {@link #withdrawPublications} would take away, for people. */
    public List<String> publications() {
        List<String> found = new ArrayList<>();
        findPublished(slot, publication, found);
        if (targetStream) {
            findPublished(targetSlot, targetPublication, found);
        }
        return found;
    }

    /**
     * Ends what publishing does to the applications' statements; slots and records stay, and a stream can go on.
     *
     * @param actor for the audit log
     */
    public void withdrawPublications(String actor) {
        withdrawPublications();
        Jdbi control = Jdbi.create(pools.control());
        boolean hasChain = control.withHandle(
                handle -> handle.createQuery("SELECT to_regclass('reconciler.audit_head') IS NOT NULL")
                        .mapTo(Boolean.class)
                        .one());
        if (hasChain) {
            new AuditedActions(pipeline, new JdbiAuditLog(control, pools.dialect(), RealTime.CLOCK))
                    .record(actor, "publication.WITHDRAWN", publication.name(), Map.of());
        }
    }

    private void withdrawPublications() {
        withdraw(slot, publication);
        if (targetStream) {
            withdraw(targetSlot, targetPublication);
        }
    }

    private static void findPublished(PostgresSlot slot, PostgresPublication publication, List<String> found) {
        String of = " of the " + slot.side().noun();
        if (!isNeeded(slot)) {
            find(publication, of, found);
        } else if (!publication.tables().isEmpty()) {
            found.add("every table of publication " + publication.name() + of);
        }
    }

    private static void withdraw(PostgresSlot slot, PostgresPublication publication) {
        if (isNeeded(slot)) {
            publication.empty();
        } else {
            publication.drop();
        }
    }

    /** Whether the publication's slot exists, whose stream needs the publication, if only an empty one. */
    private static boolean isNeeded(PostgresSlot slot) {
        return slot.facts().slot() != null;
    }

    private static void find(PostgresPublication publication, String of, List<String> found) {
        if (publication.exists()) {
            found.add("publication " + publication.name() + of);
        }
    }

    private static void find(PostgresSlot slot, PostgresPublication publication, List<String> found) {
        String of = " of the " + slot.side().noun();
        SlotFacts.Slot there = slot.facts().slot();
        if (there != null) {
            if (there.problem() != null) {
                throw new IllegalStateException("replication slot " + slot.name() + " is not this pipeline's: "
                        + there.problem() + "; name another with stream.slot, or drop it by hand");
            }
            found.add("replication slot " + slot.name() + of);
        }
        find(publication, of, found);
    }

    /** By the configuration, or by what the target has on record: the setting may have been taken out. */
    private boolean isTargetStreamed() {
        return targetStream
                || Jdbi.create(pools.target())
                        .withHandle(handle -> exists(handle, "target_stream")
                                && handle.createQuery(
                                                "SELECT EXISTS (SELECT FROM reconciler.target_stream WHERE pipeline ="
                                                        + " :pipeline)")
                                        .bind("pipeline", pipeline)
                                        .mapTo(Boolean.class)
                                        .one());
    }

    /**
     * @throws dev.reconciler.endpoint.write.DeposedException if a daemon works on the pipeline
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the slot is in use
     */
    public void run() {
        if (!exists(pools.target(), "checkpoint")) {
            remove();
            return;
        }
        // From here on no daemon starts.
        Checkpoint lease = Leases.take(store, Daemon.owner("cleanup"));
        try {
            remove();
        } catch (RuntimeException e) {
            store.releaseLease(lease.epoch());
            throw e;
        }
    }

    private void remove() {
        slot.drop();
        publication.drop();
        if (isTargetStreamed()) {
            targetSlot.drop();
            targetPublication.drop();
        }
        remove(pools.target());
        if (pools.control() != pools.target()) {
            remove(pools.control());
        }
    }

    private boolean hasRows(DataSource database) {
        return Jdbi.create(database).withHandle(handle -> BY_PIPELINE.stream()
                .filter(table -> exists(handle, table))
                .anyMatch(table -> handle.createQuery(
                                "SELECT EXISTS (SELECT FROM reconciler." + table + " WHERE pipeline = :pipeline)")
                        .bind("pipeline", pipeline)
                        .mapTo(Boolean.class)
                        .one()));
    }

    private void remove(DataSource database) {
        Jdbi.create(database).useTransaction(handle -> {
            if (exists(handle, "audit_entry")) {
                // Its trigger keeps everybody from changing the log; here it goes as a whole.
                handle.execute("ALTER TABLE reconciler.audit_entry DISABLE TRIGGER append_only");
                handle.execute("DELETE FROM reconciler.audit_entry WHERE pipeline = ?", pipeline);
                handle.execute("ALTER TABLE reconciler.audit_entry ENABLE TRIGGER append_only");
            }
            if (exists(handle, "scheduled_tasks")) {
                handle.execute(
                        "DELETE FROM reconciler.scheduled_tasks WHERE split_part(task_name, ':', 1) = ?", pipeline);
            }
            BY_PIPELINE.stream()
                    .filter(table -> exists(handle, table))
                    .forEach(table ->
                            handle.execute("DELETE FROM reconciler." + table + " WHERE pipeline = ?", pipeline));
            dropIfLast(handle);
        });
    }

    private static void dropIfLast(Handle handle) {
        boolean used = BY_PIPELINE.stream()
                .filter(table -> exists(handle, table))
                .anyMatch(table -> handle.createQuery("SELECT EXISTS (SELECT FROM reconciler." + table + ")")
                        .mapTo(Boolean.class)
                        .one());
        boolean foreign = handle.createQuery("""
            SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'reconciler' AND tablename NOT IN (<ours>))\
            """)
                .bindList(
                        "ours",
                        Stream.concat(BY_PIPELINE.stream(), OTHERS.stream()).toList())
                .mapTo(Boolean.class)
                .one();
        if (!used && !foreign) {
            handle.execute("DROP SCHEMA IF EXISTS reconciler CASCADE");
        }
    }

    private static boolean exists(DataSource database, String table) {
        return Jdbi.create(database).withHandle(handle -> exists(handle, table));
    }

    private static boolean exists(Handle handle, String table) {
        return handle.createQuery("SELECT to_regclass(:table) IS NOT NULL")
                .bind("table", "reconciler." + table)
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public void close() {
        pools.close();
    }
}
