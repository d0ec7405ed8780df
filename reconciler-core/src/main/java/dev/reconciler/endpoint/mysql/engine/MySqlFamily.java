package dev.reconciler.endpoint.mysql.engine;

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
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.MySqlRemedies;
import dev.reconciler.endpoint.mysql.catalog.MySqlChangeSql;
import dev.reconciler.endpoint.mysql.catalog.MySqlCountSql;
import dev.reconciler.endpoint.mysql.control.MySqlControlDialect;
import dev.reconciler.endpoint.mysql.control.MySqlControlPool;
import dev.reconciler.endpoint.mysql.control.MySqlControlSchema;
import dev.reconciler.endpoint.mysql.preflight.MySqlInspection;
import dev.reconciler.endpoint.mysql.write.MySqlPipelineTables;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The common part of the engines MySQL and MariaDB: each asks the connected server for its kind where the two differ.
 */
abstract class MySqlFamily implements Engine {
    private static final int PORT = 3306;

    private final MySqlKind server;

    MySqlFamily(MySqlKind server) {
        this.server = server;
    }

    @Override
    public String kind() {
        return server.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> schemes() {
        return List.of(kind());
    }

    /** The schema of other engines is a database here. */
    @Override
    public String defaultSchema(String database) {
        return database;
    }

    @Override
    public int defaultPort() {
        return PORT;
    }

    @Override
    public HikariDataSource pool(DatabaseLogin login, String applicationName, int size) {
        return MySqlPools.open(login, applicationName, size);
    }

    @Override
    public HikariDataSource controlPool(DatabaseLogin login, String applicationName, int size) {
        return MySqlControlPool.open(login, applicationName, size);
    }

    @Override
    public boolean hasOneKindOfSession() {
        return false;
    }

    @Override
    public SourceEndpoint source(DataSource database, SourceSettings settings) {
        return new MySqlSourceEndpoint(server, database, settings);
    }

    @Override
    public TargetEndpoint target(DataSource database, TargetSettings settings) {
        return new MySqlTargetEndpoint(server, database, settings);
    }

    @Override
    public PipelineTables tables(DataSource database, String pipeline) {
        return new MySqlPipelineTables(database, pipeline);
    }

    @Override
    public ControlDialect dialect() {
        return new MySqlControlDialect(server);
    }

    @Override
    public CountSql countSql() {
        return new MySqlCountSql();
    }

    @Override
    public ChangeSql changeSql() {
        return new MySqlChangeSql();
    }

    @Override
    public void migrateControl(DataSource database) {
        MySqlControlSchema.migrate(database);
    }

    @Override
    public ServerInspection inspect(DatabaseLogin login, String noun) throws ConnectionRefusedException {
        return MySqlInspection.connect(login, server, noun);
    }

    @Override
    public Optional<Remedy> remedy(SQLException refused) {
        return MySqlRemedies.of(refused);
    }
}
