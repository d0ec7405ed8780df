package dev.reconciler.types;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.engine.MySqlEngine;
import dev.reconciler.endpoint.mysql.read.MySqlReaders;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.postgres.engine.PostgresEngine;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresReaders;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A database of one server, whose tables have a key {@code id} and columns {@code c0}, {@code c1} and so on of given types. */
abstract class TypedDatabase implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HikariDataSource pool;
    private final String schema;

    private TypedDatabase(HikariDataSource pool, String schema) {
        this.pool = pool;
        this.schema = schema;
    }

    static TypedDatabase of(Server server) {
        return switch (server) {
            case POSTGRESQL -> new OfPostgres(PostgresCluster.shared());
            case MYSQL -> new OfMySqlFamily(MySqlFamilyServer.shared(Flavor.MYSQL));
            case MARIADB -> new OfMySqlFamily(MySqlFamilyServer.shared(Flavor.MARIADB));
        };
    }

    abstract SchemaReader catalog(Side side);

    abstract OpenSnapshot snapshot(Side side);

    /** The pipeline's target in this database. */
    abstract TargetEndpoint target(TargetSettings settings);

    abstract void execute(String... statements);

    /** Stores an SQL expression as an application would, with the most permissive settings. */
    abstract void insertExpression(TableRef table, int id, Column column, String expression);

    /** The parameter of a neutral text in an INSERT. */
    abstract String place(Column column);

    abstract void bind(PreparedStatement insert, Column column, String text) throws SQLException;

    TableRef create(String name, List<String> types) {
        execute("CREATE TABLE " + name + " (id int PRIMARY KEY"
                + IntStream.range(0, types.size())
                        .mapToObj(i -> ", c" + i + " " + types.get(i) + " NULL")
                        .collect(Collectors.joining())
                + ")");
        return new TableRef(schema, name);
    }

    /** Stores the value of a neutral text. @throws SQLException if the server rejects it */
    void insertText(TableRef table, int id, Column column, String text) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table.name() + " (id, "
                        + column.name() + ") VALUES (" + id + ", " + place(column) + ")")) {
            bind(insert, column, text);
            insert.executeUpdate();
        }
    }

    TargetEndpoint target() {
        TargetEndpoint target = target(new TargetSettings(
                "types", new StreamNames("types", "types"), LsnFormat.INSTANCE, LIMIT, null, LIMIT, false, LIMIT));
        target.migrate();
        return target;
    }

    HikariDataSource pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class OfPostgres extends TypedDatabase {
        private final PostgresCluster cluster;
        private final String database;

        OfPostgres(PostgresCluster cluster) {
            this(cluster, cluster.createDatabase("types"));
        }

        private OfPostgres(PostgresCluster cluster, String database) {
            super(Tables.pool(cluster, database), "public");
            this.cluster = cluster;
            this.database = database;
            execute(PostgresValues.TYPES);
        }

        @Override
        SchemaReader catalog(Side side) {
            return new PostgresSchemaReader(side, pool());
        }

        @Override
        OpenSnapshot snapshot(Side side) {
            return PostgresReaders.open(side, pool());
        }

        @Override
        TargetEndpoint target(TargetSettings settings) {
            return new PostgresEngine().target(pool(), settings);
        }

        @Override
        void execute(String... statements) {
            cluster.execute(database, statements);
        }

        @Override
        void insertExpression(TableRef table, int id, Column column, String expression) {
            execute("SET TIME ZONE 'UTC'; INSERT INTO " + table.name() + " (id, " + column.name() + ") VALUES (" + id
                    + ", (" + expression + ")::" + column.type().sqlName() + ")");
        }

        @Override
        String place(Column column) {
            return "?::text::" + column.type().structure().castName();
        }

        @Override
        void bind(PreparedStatement insert, Column column, String text) throws SQLException {
            insert.setString(1, text);
        }
    }

    private static final class OfMySqlFamily extends TypedDatabase {
        private final MySqlFamilyServer server;
        private final String database;

        OfMySqlFamily(MySqlFamilyServer server) {
            this(server, server.createDatabase("types"));
        }

        private OfMySqlFamily(MySqlFamilyServer server, String database) {
            super(
                    MySqlPools.open(
                            server.jdbcUrl(database),
                            server.user(),
                            server.password(),
                            "test",
                            8,
                            Duration.ofSeconds(30)),
                    database);
            this.server = server;
            this.database = database;
        }

        @Override
        SchemaReader catalog(Side side) {
            return new MySqlSchemaReader(side.noun(), pool());
        }

        @Override
        OpenSnapshot snapshot(Side side) {
            return MySqlReaders.open(side, pool());
        }

        @Override
        TargetEndpoint target(TargetSettings settings) {
            return new MySqlEngine().target(pool(), settings);
        }

        @Override
        void execute(String... statements) {
            server.execute(database, statements);
        }

        @Override
        void insertExpression(TableRef table, int id, Column column, String expression) {
            execute(
                    "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'",
                    "INSERT INTO " + table.name() + " (id, " + column.name() + ") VALUES (" + id + ", " + expression
                            + ")");
        }

        @Override
        String place(Column column) {
            return "?";
        }

        @Override
        void bind(PreparedStatement insert, Column column, String text) throws SQLException {
            MySqlValues.of(column).bind(insert, 1, text);
        }
    }
}
