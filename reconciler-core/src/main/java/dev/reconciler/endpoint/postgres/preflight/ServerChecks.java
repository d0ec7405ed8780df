package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.postgres.source.GapWait;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotStart;
import dev.reconciler.schema.TableRef;
import java.time.Duration;
import java.util.List;

/** Checks a server before any table is read. */
final class ServerChecks {
    private static final int OLDEST = 140000;
    private static final Duration LONG_TRANSACTION = Duration.ofSeconds(10);

    private final CheckReport report;

    ServerChecks(CheckReport report) {
        this.report = report;
    }

    void both(String where, ServerFacts facts) {
        if (facts.version() < OLDEST) {
            String what = "PostgreSQL " + facts.version() / 10000 + " is too old";
            report.error(where, what, "use version 14 or later");
        }
        if (!facts.encoding().equals("UTF8")) {
            String what = "the database's encoding is " + facts.encoding();
            report.error(where, what, "move it to a database made WITH ENCODING 'UTF8'");
        }
    }

    void source(String where, ServerFacts facts) {
        if (facts.standby()) {
            report.error(
                    where,
                    "the server is a standby, whose snapshots don't tell what they contain",
                    "name the primary as source");
            return;
        }
        stream(where, facts);
        if (facts.replication().maxSlotWalKeepMegabytes() < 0) {
            unboundedWal(where, "alert on cdc_slot_retained_bytes");
        }
    }

    /** The target is streamed, too. */
    void targetStream(String where, ServerFacts facts) {
        if (!facts.standby()) {
            stream(where, facts);
            if (facts.replication().maxSlotWalKeepMegabytes() < 0) {
                unboundedWal(where, "alert on cdc_target_slot_retained_bytes");
            }
        }
    }

    private void unboundedWal(String where, String watch) {
        report.warning(
                where,
                "nothing bounds the WAL that a stopped pipeline's slot holds back: the disk can fill up",
                "set max_slot_wal_keep_size to what the disk can spare, and " + watch);
    }

    private void stream(String where, ServerFacts facts) {
        if (!facts.replication().walLevel().equals("logical")) {
            report.error(
                    where,
                    "wal_level is " + facts.replication().walLevel() + ", so changes can't be streamed",
                    "ALTER SYSTEM SET wal_level = 'logical', then restart the server");
        }
        if (facts.replication().senders() >= facts.replication().maxSenders()) {
            String what =
                    "all " + facts.replication().maxSenders() + " replication connections (max_wal_senders) are taken";
            report.error(where, what, "raise max_wal_senders and restart, or end one that is unused");
        }
    }

    /** @param resync true if the start drops the slot, whatever its state, and creates another */
    void slot(String where, PostgresPreflight source, ServerFacts facts, String name, SlotStart start, boolean resync) {
        ReplicationSlot slot = source.slot(name).orElse(null);
        if (slot == null) {
            if (start == SlotStart.GONE && !resync) {
                report.error(
                        where,
                        "slot " + name + " is gone, and with it the changes since the target's checkpoint",
                        "start again with 'reconciler serve --resync', which verifies everything");
            }
            room(where, facts);
        } else if (foreign(where, facts, name, slot) || resync) {
            return;
        } else if (start == SlotStart.OCCUPIED) {
            report.error(
                    where,
                    "slot " + name + " exists" + (slot.active() ? " and is in use" : "")
                            + ", but this pipeline has no checkpoint in the target and did not create it",
                    "choose another stream.slot; or, if nothing uses it: SELECT pg_drop_replication_slot('" + name
                            + "')");
        } else if (start == SlotStart.RECREATE) {
            report.note(
                    where,
                    "slot " + name + " is left from a first start of this pipeline that did not finish",
                    "none needed: the next start drops it and creates it again");
        } else if (slot.lost()) {
            report.error(
                    where,
                    "slot " + name + " is invalid: the server removed WAL that it needs",
                    "start again with 'reconciler serve --resync', which verifies everything");
        }
    }

    /** A transaction that is older than most is told, and one that is prepared: the start of the stream waits for both. */
    void openTransactions(String where, PostgresSlot slot) {
        for (GapWait.Holder holder : slot.openTransactions()) {
            Duration age = holder.age();
            if (holder.pid() == null || age == null || age.compareTo(LONG_TRANSACTION) >= 0) {
                report.note(
                        where,
                        "a transaction is open, and the first start waits until it has ended: " + holder,
                        holder.pid() == null
                                ? "COMMIT PREPARED or ROLLBACK PREPARED it if it was forgotten (pg_prepared_xacts)"
                                : "let it end, or: SELECT pg_terminate_backend(" + holder.pid() + ")");
            }
        }
    }

    /** The slot of a target's stream may be missing: the stream then restarts. */
    void targetSlot(String where, PostgresPreflight target, ServerFacts facts, String name, SlotStart start) {
        ReplicationSlot slot = target.slot(name).orElse(null);
        if (slot == null) {
            room(where, facts);
        } else if (!foreign(where, facts, name, slot) && start == SlotStart.OCCUPIED) {
            report.error(
                    where,
                    "slot " + name + " exists" + (slot.active() ? " and is in use" : "")
                            + ", but this pipeline did not create it",
                    "choose another stream.targetSlot; or, if nothing uses it: SELECT pg_drop_replication_slot('" + name
                            + "')");
        }
    }

    private void room(String where, ServerFacts facts) {
        if (facts.replication().slots() >= facts.replication().maxSlots()) {
            String what =
                    "all " + facts.replication().maxSlots() + " replication slots (max_replication_slots) are taken";
            report.error(where, what, "raise max_replication_slots and restart, or drop one that is unused");
        }
    }

    private boolean foreign(String where, ServerFacts facts, String name, ReplicationSlot slot) {
        boolean foreign = !slot.plugin().equals("pgoutput") || !slot.database().equals(facts.database());
        if (foreign) {
            report.error(
                    where,
                    "slot " + name + " exists for something else (" + slot.plugin() + ", database '" + slot.database()
                            + "')",
                    "choose another name with stream.slot");
        }
        return foreign;
    }

    /** A publication that carries exactly these tables needs no change, so any role may own it. */
    void publication(String where, PostgresPreflight source, String name, List<TableRef> tables) {
        source.foreignPublicationOwner(name)
                .filter(owner -> !new PostgresPublication(source.dataSource(), name).holds(tables))
                .ifPresent(owner -> report.error(
                        where,
                        "publication " + name + " belongs to role " + owner
                                + " and does not carry exactly the mapped tables, so it would have to be altered",
                        "GRANT " + owner + " TO the role, ALTER PUBLICATION " + name
                                + " OWNER TO the role, or choose another name with stream.publication"));
    }

    void target(String where, ServerFacts facts) {
        if (facts.standby()) {
            report.error(where, "the server is a standby and refuses writes", "name the primary as target");
        } else if (facts.readOnly()) {
            report.error(where, "the database is read-only (default_transaction_read_only)", writable(facts));
        } else if (!facts.privileges().create()) {
            report.error(
                    where,
                    "the role may not create schema 'reconciler', where checkpoint and ledger are kept",
                    "GRANT CREATE ON DATABASE ... TO the role");
        }
    }

    /** An administrator's decision, so it is not overridden; what the role itself is set to is. */
    private static String writable(ServerFacts facts) {
        return "if it is meant to take writes of this role: ALTER ROLE ... IN DATABASE " + facts.database()
                + " SET default_transaction_read_only = off";
    }

    /** Asked where the publication does not exist yet. */
    void mayPublish(String where, ServerFacts facts) {
        if (!facts.privileges().create()) {
            report.error(where, "the role may not create the publication", "GRANT CREATE ON DATABASE ... TO the role");
        }
        if (facts.readOnly() && !facts.standby()) {
            report.error(
                    where,
                    "the database is read-only (default_transaction_read_only), so the publication can't be created",
                    writable(facts));
        }
    }
}
