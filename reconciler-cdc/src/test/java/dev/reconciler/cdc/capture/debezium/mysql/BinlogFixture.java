package dev.reconciler.cdc.capture.debezium.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.Gtids;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source database; the mapping is from each table to itself. */
final class BinlogFixture implements AutoCloseable {
    final MySqlFamilyServer server;
    final String database;
    final HikariDataSource pool;
    private final MySqlKind kind;
    private final Path spill;

    BinlogFixture(MySqlFamilyServer server, Path spill, String... ddl) {
        this.server = server;
        this.spill = spill;
        kind = server.flavor() == Flavor.MYSQL ? MySqlKind.MYSQL : MySqlKind.MARIADB;
        server.execute("", "SET GLOBAL binlog_row_metadata=FULL");
        database = server.createDatabase("capture");
        server.execute(database, ddl);
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(30));
    }

    static BinlogFixture of(Flavor flavor, Path spill, String... ddl) {
        return new BinlogFixture(MySqlFamilyServer.shared(flavor), spill, ddl);
    }

    void execute(String... sql) {
        server.execute(database, sql);
    }

    MappedTable table(String name, @Nullable String tenant) {
        return new Tables(new MySqlSchemaReader("source", pool), new MySqlSchemaReader("target", pool))
                .sameName(new TableRef(database, name), tenant);
    }

    /** The end of the log, with all that was executed. */
    BinlogPosition position() {
        Map<String, @Nullable Object> end = server.query(
                        "", kind == MySqlKind.MYSQL ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")
                .get(0);
        BinlogCoordinate log = new BinlogCoordinate(
                String.valueOf(end.get("File")), Long.parseLong(String.valueOf(end.get("Position"))));
        try (Connection connection = pool.getConnection()) {
            return new BinlogPosition(kind.identityOf(connection), log, executed());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Gtids executed() {
        if (kind == MySqlKind.MYSQL) {
            return GtidSet.parse(value("SELECT @@GLOBAL.gtid_executed"));
        }
        return MariaDbGtidPosition.parse(value("SELECT @@GLOBAL.gtid_binlog_pos"));
    }

    String value(String sql) {
        return String.valueOf(
                server.query(database, sql).get(0).values().iterator().next());
    }

    BinlogStream stream(MappedTable... tables) {
        return stream(
                settings(login(server.port(), "disable", null, Duration.ofSeconds(60)), TenantScope.all()), tables);
    }

    BinlogStream stream(BinlogStreamSettings settings, MappedTable... tables) {
        return new BinlogStream(settings, kind, List.of(tables), from -> {}, TableAdmission.ALL);
    }

    DatabaseLogin login(int port, String sslMode, @Nullable Path root, Duration timeout) {
        return new DatabaseLogin(
                new DatabaseAddress(server.host(), port, database),
                server.user(),
                server.password(),
                sslMode,
                root,
                new ConnectionTimeouts(timeout, timeout));
    }

    BinlogStreamSettings settings(DatabaseLogin login, TenantScope scope) {
        return new BinlogStreamSettings(
                new CaptureSettings(Side.SOURCE, login, new StreamNames("s_" + database, ""), scope, spill),
                BinlogStreamSettings.DEFAULT_ROWS_IN_MEMORY,
                BinlogStreamSettings.DEFAULT_BYTES_IN_MEMORY,
                login.timeouts().socket());
    }

    /** Everything from a position to the log's present end. */
    Transactions read(BinlogPosition from, MappedTable... tables) {
        Transactions read = new Transactions();
        BinlogPosition end = position();
        try (BinlogStream stream = stream(tables)) {
            stream.start(from, read);
            read.awaitPosition(end);
        }
        return read;
    }

    @Override
    public void close() {
        pool.close();
        server.execute("", "DROP DATABASE `" + database + "`");
    }
}
