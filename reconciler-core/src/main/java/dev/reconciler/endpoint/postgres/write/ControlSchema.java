package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.postgres.Migrations;
import javax.sql.DataSource;

/** The control store's tables: schema {@code reconciler} of a PostgreSQL database, by default the target's. */
public final class ControlSchema {
    private static final MigrationHistory HISTORY =
            new MigrationHistory("db/control/postgresql", "schema_history_control");

    private ControlSchema() {}

    /** Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once. */
    public static void migrate(DataSource control) {
        Migrations.run(control, HISTORY);
    }
}
