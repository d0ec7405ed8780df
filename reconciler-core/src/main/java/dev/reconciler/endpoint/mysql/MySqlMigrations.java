package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Migrations of the database {@code reconciler} of a MySQL or MariaDB server.
 *
 * <p>These servers commit at each statement that changes a schema, so a process may die between any two of them. Every statement
 * of the migrations is therefore one that changes nothing the second time, and a migration that has failed starts again from its
 * beginning.
 */
public final class MySqlMigrations {
    private static final String DATABASE = "reconciler";
    /** The lock of the session that migrates; the server knows it by this name. */
    static final String LOCK = "reconciler migrations";

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private MySqlMigrations() {}

    /**
     * Safe to call from several processes at once.
     *
     * @param history of the migrations, in which {@code ${collation}} is {@link MySqlKind#binaryCollation}
     * @throws IllegalStateException if there is no connection
     */
    public static void run(DataSource server, MigrationHistory history) {
        try {
            if (!history.isComplete(server)) {
                migrate(server, history);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be brought up to date: " + e.getMessage(), e);
        }
    }

    private static void migrate(DataSource server, MigrationHistory history) throws SQLException {
        try (Connection connection = server.getConnection()) {
            // Flyway's own lock is the table of the history, whose creation it does not protect.
            if (!Sql.isTrue(connection, "SELECT GET_LOCK(?, ?)", LOCK, PATIENCE.toSeconds())) {
                throw new IllegalStateException(
                        "another process has been changing the tables of database " + DATABASE + " for " + PATIENCE);
            }
            try {
                migrate(server, history, prepare(connection, history.table()));
            } finally {
                Sql.isTrue(connection, "SELECT RELEASE_LOCK(?)", LOCK);
            }
        }
    }

    private static void migrate(DataSource server, MigrationHistory history, MySqlKind kind) {
        Flyway.configure(MySqlMigrations.class.getClassLoader())
                .dataSource(insideDatabase(server))
                .schemas(DATABASE)
                .defaultSchema(DATABASE)
                .table(history.table())
                .locations("classpath:" + history.folder())
                .placeholders(Map.of("collation", kind.binaryCollation()))
                // Another location's tables may be in the database already; they have a history of their own.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /**
     * Flyway leaves a session in the database that it was in. Where it was in none, Flyway would come back by creating and
     * dropping one.
     */
    private static DataSource insideDatabase(DataSource server) {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, server, arguments);
            if (result instanceof Connection connection && isEmpty(connection.getCatalog())) {
                connection.setCatalog(DATABASE);
            }
            return result;
        });
    }

    private static boolean isEmpty(@Nullable String database) {
        return database == null || database.isEmpty();
    }

    /** Makes the database, and forgets failed migrations, which Flyway would refuse to start again. */
    private static MySqlKind prepare(Connection connection, String history) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
            if (exists(statement, history)) {
                statement.executeUpdate("DELETE FROM " + DATABASE + "." + history + " WHERE success = 0");
            }
            return MySqlKind.of(connection);
        }
    }

    private static boolean exists(Statement statement, String table) throws SQLException {
        return statement
                .executeQuery("SELECT 1 FROM information_schema.tables WHERE table_schema = '" + DATABASE
                        + "' AND table_name = '" + table + "'")
                .next();
    }
}
