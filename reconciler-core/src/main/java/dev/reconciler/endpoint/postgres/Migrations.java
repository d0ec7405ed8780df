package dev.reconciler.endpoint.postgres;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Runs Flyway so that a process may die at any moment of it.
 *
 * <p>Flyway writes its history in a session of its own, and commits the migration first: a process that dies between the two commits
 * leaves tables that its history lacks, and no later start gets past them. So Flyway gets one session for both, and migration and
 * history commit together. Its lock is the session's then, as a transaction's would end with the first migration.
 */
public final class Migrations {
    private Migrations() {}

    /**
     * Brings the schema {@code reconciler} up to date. Safe to call from several processes at once.
     *
     * @param history of the migrations; another history's tables may be in the schema already
     * @throws IllegalStateException if there is no connection
     */
    public static void run(DataSource database, MigrationHistory history) {
        try {
            if (!history.isComplete(database)) {
                migrate(database, history);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be brought up to date: " + e.getMessage(), e);
        }
    }

    private static void migrate(DataSource database, MigrationHistory history) throws SQLException {
        try (Connection connection = database.getConnection()) {
            FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                    .schemas("reconciler")
                    .defaultSchema("reconciler")
                    .table(history.table())
                    .locations("classpath:" + history.folder())
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .placeholderReplacement(false);
            configuration
                    .getPluginRegister()
                    .getPlugin(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(false);
            configuration.dataSource(always(unclosable(connection))).load().migrate();
        }
    }

    private static Connection unclosable(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static DataSource always(Connection connection) {
        return proxy(DataSource.class, (self, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return connection;
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
