package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.engine.SessionDemand;
import java.util.List;
import java.util.stream.Collectors;

/** Checks the sessions that the role opens on a server: their owner, their settings and their number. */
final class SessionChecks {
    private static final List<String> READING = List.of("pg_export_snapshot", "pg_current_snapshot");
    private static final List<String> STREAMING = List.of(
            "pg_control_system",
            "pg_control_checkpoint",
            "pg_logical_emit_message",
            "pg_create_logical_replication_slot",
            "pg_current_wal_insert_lsn",
            "pg_current_wal_flush_lsn",
            "pg_walfile_name");

    private final CheckReport report;

    SessionChecks(CheckReport report) {
        this.report = report;
    }

    /** @return whether statements keep their session, so that anything else about it is worth asking */
    boolean direct(String where, SessionFacts facts) {
        if (facts.pooled()) {
            report.error(
                    where,
                    "a connection pooler in transaction mode answers: two statements of one session ran in two"
                            + " sessions of the server",
                    "connect to the server directly, or use a pool in session mode (pool_mode = session)");
        }
        return !facts.pooled();
    }

    void settings(String where, SessionFacts facts) {
        if (!facts.overridden().isEmpty()) {
            report.note(
                    where,
                    "settings that the pipeline's sessions override: "
                            + facts.overridden().stream()
                                    .map(setting ->
                                            setting.name() + " = " + setting.value() + " of the " + holder(setting))
                                    .collect(Collectors.joining(", ")),
                    "nothing to do: the pipeline depends on these settings and sets its own values");
        }
    }

    private static String holder(RoleSetting setting) {
        return switch (setting.origin()) {
            case "database" -> "database";
            case "user" -> "role";
            default -> "role in this database";
        };
    }

    /** Triggers and foreign keys apply to what the pipeline writes exactly as the configuration says. */
    void replicationRole(String where, SessionFacts facts, boolean replica) {
        if (!replica && !facts.replicationRole().equals("origin")) {
            report.error(
                    where,
                    "session_replication_role is " + facts.replicationRole()
                            + " for this role, so that foreign keys and triggers would not apply, while"
                            + " apply.replicationRole is origin",
                    "ALTER ROLE ... RESET session_replication_role, or set apply.replicationRole: replica");
        }
    }

    void functions(String where, PostgresPreflight server, boolean streamed) {
        functions(where, server, READING);
        if (streamed) {
            functions(where, server, STREAMING);
        }
    }

    private void functions(String where, PostgresPreflight server, List<String> names) {
        for (String function : server.missingFunctions(names)) {
            report.error(
                    where,
                    "the role may not execute " + function,
                    "GRANT EXECUTE ON FUNCTION pg_catalog." + function + " TO the role");
        }
    }

    /** The right to replicate is asked for by using it: managed servers grant it in ways of their own. */
    void replication(String where, PostgresPreflight server) {
        server.replicationRefusal()
                .ifPresent(words -> report.error(
                        where,
                        "the role may not replicate: " + words,
                        "ALTER ROLE ... REPLICATION; on Amazon RDS and Aurora: GRANT rds_replication TO the role; let"
                                + " pg_hba.conf admit it"));
    }

    void control(String where, PostgresPreflight server) {
        List<String> grants = server.missingControlGrants();
        if (!grants.isEmpty()) {
            report.error(
                    where,
                    "the role lacks rights in schema 'reconciler', where checkpoint and ledger are kept",
                    String.join("; ", grants));
        }
    }

    /** Checks that the server allows as many sessions as the pipeline opens. */
    void count(String where, SessionDemand need, SessionFacts facts) {
        String key = need.key();
        report.note(
                where,
                "the pipeline opens up to " + need.most() + " sessions here (" + need.text() + ") and needs "
                        + need.least(),
                "leave room for them in max_connections and in limits of the role and the database");
        if (need.pool() < need.leastPool()) {
            report.error(
                    where,
                    key + ".maxConnections is " + need.pool() + ", and windows, stream and jobs need "
                            + need.leastPool() + " at a time",
                    "set " + key + ".maxConnections: " + need.leastPool() + " or more, or lower windows.parallelism");
        }
        facts.limit().ifPresent(limit -> limited(where, key, need, limit, facts.limitedBy()));
        if (facts.available() < need.least()) {
            report.error(
                    where,
                    "the server has " + Math.max(0, facts.available())
                            + " free sessions (max_connections), and the pipeline" + " needs " + need.least(),
                    "raise max_connections and restart the server, or end sessions that are not needed");
        }
    }

    private void limited(String where, String key, SessionDemand need, int limit, String fix) {
        if (limit < need.least()) {
            report.error(
                    where,
                    "a CONNECTION LIMIT allows " + limit + " sessions, and the pipeline needs " + need.least(),
                    fix + need.most());
        } else if (limit < need.most()) {
            report.warning(
                    where,
                    "a CONNECTION LIMIT allows " + limit + " sessions, and the pipeline may open " + need.most(),
                    fix + need.most() + ", or set " + key + ".maxConnections: " + (limit - need.besideThePool()));
        }
    }
}
