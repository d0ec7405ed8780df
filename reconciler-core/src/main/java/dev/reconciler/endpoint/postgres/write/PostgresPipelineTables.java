package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.PipelineTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    private final DataSource database;
    private final String pipeline;

    public PostgresPipelineTables(DataSource database, String pipeline) {
        this.database = database;
        this.pipeline = pipeline;
    }

    @Override
    public boolean exists(String table) {
        return PostgresFailures.reading("looking for the table reconciler." + table, () -> {
            try (Connection connection = database.getConnection()) {
                return exists(connection, table);
            }
        });
    }

    @Override
    public boolean hasRows() {
        return PostgresFailures.reading("looking for rows of the pipeline", () -> {
            try (Connection connection = database.getConnection()) {
                for (String table : BY_PIPELINE) {
                    String sql = "SELECT EXISTS (SELECT FROM reconciler." + table + " WHERE pipeline = ?)";
                    if (exists(connection, table) && isTrue(connection, sql, pipeline)) {
                        return true;
                    }
                }
                return false;
            }
        });
    }

    @Override
    public void remove() {
        PostgresFailures.reading(
                "removing the pipeline's rows",
                () -> Transactions.run(database, connection -> {
                    if (exists(connection, "audit_entry")) {
                        // Its trigger keeps everybody from changing the log; here it goes as a whole.
                        execute(connection, "ALTER TABLE reconciler.audit_entry DISABLE TRIGGER append_only");
                        delete(connection, "DELETE FROM reconciler.audit_entry WHERE pipeline = ?");
                        execute(connection, "ALTER TABLE reconciler.audit_entry ENABLE TRIGGER append_only");
                    }
                    if (exists(connection, "scheduled_tasks")) {
                        delete(
                                connection,
                                "DELETE FROM reconciler.scheduled_tasks WHERE split_part(task_name, ':', 1) = ?");
                    }
                    for (String table : BY_PIPELINE) {
                        if (exists(connection, table)) {
                            delete(connection, "DELETE FROM reconciler." + table + " WHERE pipeline = ?");
                        }
                    }
                    dropIfLast(connection);
                    return true;
                }));
    }

    private static void dropIfLast(Connection connection) throws SQLException {
        for (String table : BY_PIPELINE) {
            if (exists(connection, table)
                    && isTrue(connection, "SELECT EXISTS (SELECT FROM reconciler." + table + ")")) {
                return;
            }
        }
        String foreign = """
            SELECT EXISTS (
                SELECT FROM pg_tables WHERE schemaname = 'reconciler' AND tablename <> ALL (?))\
            """;
        try (PreparedStatement select = connection.prepareStatement(foreign)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            Stream.concat(BY_PIPELINE.stream(), OTHERS.stream()).toArray()));
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    return;
                }
            }
        }
        execute(connection, "DROP SCHEMA IF EXISTS reconciler CASCADE");
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        return isTrue(connection, "SELECT to_regclass(?) IS NOT NULL", "reconciler." + table);
    }

    private static boolean isTrue(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void delete(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            statement.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
