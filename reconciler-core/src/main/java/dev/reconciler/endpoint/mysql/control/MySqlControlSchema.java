package dev.reconciler.endpoint.mysql.control;

import dev.reconciler.endpoint.mysql.MySqlKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The control store's tables: database {@code reconciler} of a MySQL or MariaDB server.
 *
 * <p>These servers commit at each statement that changes a schema, so a process may die between any two of them. Every statement
 * of the migrations is therefore one that changes nothing the second time, and a migration that has failed starts again from its
 * beginning.
 */
public final class MySqlControlSchema {
    private static final String DATABASE = "reconciler";
    private static final String HISTORY = "schema_history_control";

    private MySqlControlSchema() {}

    /**
     * Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once.
     *
     * @param control sessions of {@link MySqlControlPool}
     * @throws IllegalStateException if there is no connection
     */
    public static void migrate(DataSource control) {
        MySqlKind server = prepare(control);
        Flyway.configure()
                .dataSource(insideDatabase(control))
                .schemas(DATABASE)
                .defaultSchema(DATABASE)
                .table(HISTORY)
                .locations("classpath:db/control/mysql")
                .placeholders(Map.of("collation", server.binaryCollation()))
                // The target's own control tables may be in the database already; they have a history of their own.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /** From a session without a database, Flyway would come back by creating and dropping one. */
    private static DataSource insideDatabase(DataSource control) {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, control, arguments);
            if (result instanceof Connection connection) {
                connection.setCatalog(DATABASE);
            }
            return result;
        });
    }

    /** Makes the database, and forgets failed migrations, which Flyway would refuse to start again. */
    private static MySqlKind prepare(DataSource control) {
        try (Connection connection = control.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
            if (hasHistory(statement)) {
                statement.executeUpdate("DELETE FROM " + DATABASE + "." + HISTORY + " WHERE success = 0");
            }
            return MySqlKind.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be brought up to date: " + e.getMessage(), e);
        }
    }

    private static boolean hasHistory(Statement statement) throws SQLException {
        return statement
                .executeQuery("SELECT 1 FROM information_schema.tables WHERE table_schema = '" + DATABASE
                        + "' AND table_name = '" + HISTORY + "'")
                .next();
    }
}
