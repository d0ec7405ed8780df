package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.Migrations;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The control store's tables: schema {@code reconciler} of a PostgreSQL database, by default the target's. */
public final class ControlSchema {
    private static final String SCHEMA = "reconciler";

    private ControlSchema() {}

    /** Makes the tables, or brings those of an earlier version up to date. Safe to call from several processes at once. */
    public static void migrate(DataSource control) {
        FluentConfiguration configuration = Flyway.configure()
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .table("schema_history_control")
                .locations("classpath:db/control/postgresql")
                // The target's own control tables may be in the schema already; they have a history of their own.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholderReplacement(false);
        Migrations.run(configuration, control);
    }
}
