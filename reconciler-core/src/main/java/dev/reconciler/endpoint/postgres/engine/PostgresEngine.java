package dev.reconciler.endpoint.postgres.engine;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.PipelineTables;
import dev.reconciler.endpoint.engine.Remedy;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.PostgresRemedies;
import dev.reconciler.endpoint.postgres.catalog.PostgresChangeSql;
import dev.reconciler.endpoint.postgres.catalog.PostgresCountSql;
import dev.reconciler.endpoint.postgres.control.PostgresControlDialect;
import dev.reconciler.endpoint.postgres.preflight.PostgresInspection;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.PostgresPipelineTables;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** PostgreSQL 14 and later. */
public final class PostgresEngine implements Engine {
    private static final int PORT = 5432;

    @Override
    public String kind() {
        return "postgresql";
    }

    @Override
    public List<String> schemes() {
        return List.of("postgresql", "postgres");
    }

    @Override
    public String defaultSchema(String database) {
        return "public";
    }

    @Override
    public int defaultPort() {
        return PORT;
    }

    @Override
    public HikariDataSource pool(DatabaseLogin login, String applicationName, int size) {
        return PostgresPools.open(login, applicationName, size);
    }

    @Override
    public SourceEndpoint source(DataSource database, SourceSettings settings) {
        return new PostgresSourceEndpoint(database, settings);
    }

    @Override
    public TargetEndpoint target(DataSource database, TargetSettings settings) {
        return new PostgresTargetEndpoint(database, settings);
    }

    @Override
    public PipelineTables tables(DataSource database, String pipeline) {
        return new PostgresPipelineTables(database, pipeline);
    }

    @Override
    public ControlDialect dialect() {
        return new PostgresControlDialect();
    }

    @Override
    public CountSql countSql() {
        return new PostgresCountSql();
    }

    @Override
    public ChangeSql changeSql() {
        return new PostgresChangeSql();
    }

    @Override
    public void migrateControl(DataSource database) {
        ControlSchema.migrate(database);
    }

    @Override
    public ServerInspection inspect(DatabaseLogin login, String noun) throws ConnectionRefusedException {
        return PostgresInspection.connect(login, noun);
    }

    @Override
    public Optional<Remedy> remedy(SQLException refused) {
        return PostgresRemedies.of(refused);
    }
}
