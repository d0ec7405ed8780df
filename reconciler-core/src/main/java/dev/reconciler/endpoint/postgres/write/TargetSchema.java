package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.Migrations;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The control tables of a target database, in its schema {@code reconciler}. */
public final class TargetSchema {
    private TargetSchema() {}

    /** Creates what is missing. Safe to call from several processes at once. */
    public static void migrate(DataSource target) {
        FluentConfiguration configuration = Flyway.configure(TargetSchema.class.getClassLoader())
                .locations("classpath:db/target/postgresql")
                .schemas("reconciler")
                .defaultSchema("reconciler")
                .createSchemas(true)
                .table("schema_history_target")
                .baselineOnMigrate(true) // another location's tables may be in the schema already
                .baselineVersion("0");
        Migrations.run(configuration, target);
    }
}
