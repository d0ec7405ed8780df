package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.engine.PipelineTables;
import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The tables of the database {@code reconciler} of a MySQL or MariaDB server. */
public final class MySqlPipelineTables implements PipelineTables {
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
            "stream_intent",
            "stream_origin",
            "target_stream",
            "target_change",
            "target_mark",
            "target_emission",
            "relation_change",
            "relation_fact",
            "source_shape",
            "run",
            "coverage",
            "coverage_chunk",
            "change_part",
            "change_record",
            "candidate",
            "canary_plant",
            "correction_suppression",
            "discrepancy",
            "audit_entry",
            "audit_head",
            "named_lock",
            "schema_comparison",
            "series_point",
            "report_delivery",
            "checkpoint",
            "lease");

    private static final List<String> OTHERS = List.of(
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

    public MySqlPipelineTables(DataSource database, String pipeline) {
        this.database = database;
        this.pipeline = pipeline;
    }

    @Override
    public boolean exists(String table) {
        return MySqlFailures.reading(
                "looking for the table reconciler." + table, database, connection -> tables(connection)
                        .contains(table));
    }

    @Override
    public boolean hasRows() {
        return MySqlFailures.reading("looking for rows of the pipeline", database, connection -> {
            List<String> present = tables(connection);
            for (String table : BY_PIPELINE) {
                String sql = "SELECT 1 FROM reconciler." + table + " WHERE pipeline = ? LIMIT 1";
                if (present.contains(table) && Sql.exists(connection, sql, pipeline)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The database is dropped after the transaction, which a statement that changes a schema would commit. */
    @Override
    public void remove() {
        MySqlFailures.writing("removing the pipeline's rows", () -> {
            Sql.transaction(database, this::deleteRows);
            return Sql.with(database, MySqlPipelineTables::dropIfLast);
        });
    }

    private boolean deleteRows(Connection connection) throws SQLException {
        List<String> present = tables(connection);
        // The log's trigger rejects a deletion, except that of this pipeline's whole log by this session.
        Sql.update(connection, "SET @reconciler_removed_pipeline = ?", pipeline);
        try {
            for (String table : BY_PIPELINE) {
                if (present.contains(table)) {
                    Sql.update(connection, "DELETE FROM reconciler." + table + " WHERE pipeline = ?", pipeline);
                }
            }
        } finally {
            Sql.execute(connection, "SET @reconciler_removed_pipeline = NULL");
        }
        if (present.contains("scheduled_tasks")) {
            Sql.update(
                    connection,
                    "DELETE FROM reconciler.scheduled_tasks WHERE substring_index(task_name, ':', 1) = ?",
                    pipeline);
        }
        return true;
    }

    private static boolean dropIfLast(Connection connection) throws SQLException {
        List<String> present = tables(connection);
        List<String> own = Stream.concat(BY_PIPELINE.stream(), OTHERS.stream()).toList();
        for (String table : present) {
            if (!own.contains(table)
                    || BY_PIPELINE.contains(table)
                            && Sql.exists(connection, "SELECT 1 FROM reconciler." + table + " LIMIT 1")) {
                return false;
            }
        }
        Sql.execute(connection, "DROP DATABASE IF EXISTS reconciler");
        return true;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return Sql.list(
                connection,
                "SELECT lower(table_name) FROM information_schema.tables WHERE table_schema = 'reconciler'",
                row -> row.getString(1));
    }
}
