package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.mysql.MySqlMigrations;
import javax.sql.DataSource;

/** The pipelines' tables of a target: database {@code reconciler} of its server, so that they commit with the data. */
public final class MySqlTargetSchema {
    private static final MigrationHistory HISTORY = new MigrationHistory("db/target/mysql", "schema_history_target");

    private MySqlTargetSchema() {}

    /**
     * Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once.
     *
     * @throws IllegalStateException if there is no connection
     */
    public static void migrate(DataSource target) {
        MySqlMigrations.run(target, HISTORY);
    }
}
