package dev.reconciler.endpoint.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Tells whether a schema {@code reconciler} is what this build's migrations make it, so that an ordinary start needs no Flyway:
 * loading it takes longer than all other work of a short command.
 *
 * <p>The schema is complete if Flyway's history holds exactly this build's migrations, in their order, each successful and with
 * the checksum that Flyway computes for it. A newer history is refused, as this build does not know what its migrations changed. Any
 * other history is Flyway's to judge: older, changed or failed.
 *
 * @param folder of the migrations on the class path, with their list {@code migrations.txt}: script and checksum in each line
 * @param table with Flyway's history
 */
public record MigrationHistory(String folder, String table) {
    private static final String SCHEMA = "reconciler";

    /**
     * Two statements.
     *
     * @throws IllegalStateException if a newer build made the schema
     */
    public boolean isComplete(DataSource database) throws SQLException {
        List<String> applied =
                Sql.with(database, connection -> exists(connection) ? applied(connection) : List.<String>of());
        List<String> expected = expected();
        int known = expected.size();
        if (applied.size() > known && applied.subList(0, known).equals(expected)) {
            throw new IllegalStateException("a newer build made the tables of schema " + SCHEMA + " (" + table
                    + " holds " + applied.get(known).split(" ")[0]
                    + "): start that build, or restore a backup of the schema");
        }
        return applied.equals(expected);
    }

    private boolean exists(Connection connection) throws SQLException {
        return Sql.exists(
                connection,
                "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                SCHEMA,
                table);
    }

    private List<String> applied(Connection connection) throws SQLException {
        return Sql.list(
                        connection,
                        "SELECT type, version, script, checksum, success FROM " + SCHEMA + "." + table
                                + " ORDER BY installed_rank",
                        MigrationHistory::line)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the migration of a row; empty if the row tells that Flyway found or made an empty schema. */
    private static Optional<String> line(ResultSet row) throws SQLException {
        String type = row.getString("type");
        if (type.equals("SCHEMA") || type.equals("BASELINE") && "0".equals(row.getString("version"))) {
            return Optional.empty();
        }
        String line = row.getString("script") + " " + row.getString("checksum");
        return Optional.of(type.equals("SQL") && row.getBoolean("success") ? line : type + " or failed: " + line);
    }

    private List<String> expected() {
        String resource = "/" + folder + "/migrations.txt";
        try (InputStream in = MigrationHistory.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read", e);
        }
    }
}
