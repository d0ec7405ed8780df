package dev.reconciler.endpoint.mysql.control;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.mysql.MySqlMigrations;
import javax.sql.DataSource;

/** The control store's tables: database {@code reconciler} of a MySQL or MariaDB server, by default the target's. */
public final class MySqlControlSchema {
    private static final MigrationHistory HISTORY = new MigrationHistory("db/control/mysql", "schema_history_control");

    private MySqlControlSchema() {}

    /**
     * Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once.
     *
     * @param control sessions of {@link MySqlControlPool}
     * @throws IllegalStateException if there is no connection
     */
    public static void migrate(DataSource control) {
        MySqlMigrations.run(control, HISTORY);
    }
}
