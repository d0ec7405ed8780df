package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.postgres.Migrations;
import javax.sql.DataSource;

/** The control tables of a target database, in its schema {@code reconciler}. */
public final class TargetSchema {
    private static final MigrationHistory HISTORY =
            new MigrationHistory("db/target/postgresql", "schema_history_target");

    private TargetSchema() {}

    /** Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once. */
    public static void migrate(DataSource target) {
        Migrations.run(target, HISTORY);
    }
}
