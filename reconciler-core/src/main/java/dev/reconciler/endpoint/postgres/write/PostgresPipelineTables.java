package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.PipelineTables;
import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The tables of the schema {@code reconciler} in a PostgreSQL database. */
public final class PostgresPipelineTables implements PipelineTables {
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
            "change_part",
            "change_record",
            "candidate",
            "canary_plant",
            "correction_suppression",
            "discrepancy",
            "audit_head",
            "named_lock",
            "schema_comparison",
            "series_point",
            "report_delivery",
            "checkpoint",
            "lease");

    private static final List<String> OTHERS = List.of(
            "audit_entry",
            "run_result",
            "rule_result",
            "rule_last",
            "run_sample",
            "anomaly",
            "anomaly_model",
            "run_chunk",
            "review_claim",
            "scheduled_tasks",
            "schema_history_target",
            "schema_history_control");

    private final DataSource database;
    private final String pipeline;

    public PostgresPipelineTables(DataSource database, String pipeline) {
        this.database = database;
        this.pipeline = pipeline;
    }

    @Override
    public boolean exists(String table) {
        return PostgresFailures.reading(
                "looking for the table reconciler." + table, database, connection -> exists(connection, table));
    }

    @Override
    public boolean hasRows() {
        return PostgresFailures.reading("looking for rows of the pipeline", database, connection -> {
            for (String table : BY_PIPELINE) {
                String sql = "SELECT EXISTS (SELECT FROM reconciler." + table + " WHERE pipeline = ?)";
                if (exists(connection, table) && Sql.isTrue(connection, sql, pipeline)) {
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public void remove() {
        PostgresFailures.reading(
                "removing the pipeline's rows",
                () -> Sql.transaction(database, connection -> {
                    if (exists(connection, "audit_entry")) {
                        // Its trigger rejects every change of the log; here the pipeline's whole log is removed.
                        Sql.execute(connection, "ALTER TABLE reconciler.audit_entry DISABLE TRIGGER append_only");
                        Sql.update(connection, "DELETE FROM reconciler.audit_entry WHERE pipeline = ?", pipeline);
                        Sql.execute(connection, "ALTER TABLE reconciler.audit_entry ENABLE TRIGGER append_only");
                    }
                    if (exists(connection, "scheduled_tasks")) {
                        Sql.update(
                                connection,
                                "DELETE FROM reconciler.scheduled_tasks WHERE split_part(task_name, ':', 1) = ?",
                                pipeline);
                    }
                    for (String table : BY_PIPELINE) {
                        if (exists(connection, table)) {
                            Sql.update(connection, "DELETE FROM reconciler." + table + " WHERE pipeline = ?", pipeline);
                        }
                    }
                    dropIfLast(connection);
                    return true;
                }));
    }

    private static void dropIfLast(Connection connection) throws SQLException {
        for (String table : BY_PIPELINE) {
            if (exists(connection, table)
                    && Sql.isTrue(connection, "SELECT EXISTS (SELECT FROM reconciler." + table + ")")) {
                return;
            }
        }
        List<String> own = Stream.concat(BY_PIPELINE.stream(), OTHERS.stream()).toList();
        boolean foreign = Sql.isTrue(connection, """
            SELECT EXISTS (
                SELECT FROM pg_tables WHERE schemaname = 'reconciler' AND tablename <> ALL (?))\
            """, own);
        if (!foreign) {
            Sql.execute(connection, "DROP SCHEMA IF EXISTS reconciler CASCADE");
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        return Sql.isTrue(connection, "SELECT to_regclass(?) IS NOT NULL", "reconciler." + table);
    }
}
