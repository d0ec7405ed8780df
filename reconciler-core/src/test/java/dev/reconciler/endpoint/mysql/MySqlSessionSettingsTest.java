package dev.reconciler.endpoint.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.control.MySqlControlPool;
import dev.reconciler.endpoint.mysql.control.MySqlControlSchema;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.read.MySqlSourceDatabase;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose settings end sessions and statements, hide rows, reject writes and leave out checks. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlSessionSettingsTest {
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("wait_timeout", "1"),
            Map.entry("net_read_timeout", "1"),
            Map.entry("net_write_timeout", "1"),
            Map.entry("innodb_lock_wait_timeout", "1"),
            Map.entry("sql_select_limit", "3"),
            Map.entry("max_join_size", "3"),
            Map.entry("sql_big_selects", "0"),
            Map.entry("sql_safe_updates", "1"),
            Map.entry("sql_auto_is_null", "1"),
            Map.entry("unique_checks", "0"),
            Map.entry("foreign_key_checks", "0"),
            Map.entry("completion_type", "2"),
            Map.entry("default_storage_engine", "'MyISAM'"),
            Map.entry("group_concat_max_len", "4"),
            Map.entry("sql_mode", "'ANSI'"),
            Map.entry("time_zone", "'+05:30'"),
            Map.entry("autocommit", "0"));
    private static final Map<Flavor, Map<String, String>> OF_SERVER = Map.of(
            Flavor.MYSQL,
            Map.of("max_execution_time", "1", "transaction_read_only", "1", "transaction_isolation", "'SERIALIZABLE'"),
            Flavor.MARIADB,
            Map.of(
                    "max_statement_time", "0.001",
                    "tx_read_only", "1",
                    "tx_isolation", "'SERIALIZABLE'",
                    "idle_transaction_timeout", "1",
                    "idle_readonly_transaction_timeout", "1",
                    "idle_write_transaction_timeout", "1"));

    private static MySqlFamilyServer server;
    private static String database;
    private static Map<String, String> before;
    private static Map<String, String> beforeOfControl;

    @Parameter
    Flavor flavor;

    @BeforeParameterizedClassInvocation
    static void start(Flavor flavor) throws SQLException {
        server = MySqlFamilyServer.builder(flavor).start();
        database = server.createDatabase("settings");
        server.execute(
                database,
                "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v int)",
                "INSERT INTO t (v) SELECT 0 FROM information_schema.COLLATIONS LIMIT 100");
        try (HikariDataSource pool = pool();
                HikariDataSource control = control()) {
            before = settings(flavor, pool);
            beforeOfControl = settings(flavor, control);
        }
        List<String> hostile = new ArrayList<>();
        SETTINGS.forEach((name, value) -> hostile.add(name + " = " + value));
        OF_SERVER.get(flavor).forEach((name, value) -> hostile.add(name + " = " + value));
        server.execute("", "SET GLOBAL " + String.join(", GLOBAL ", hostile));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static HikariDataSource pool() {
        return MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(20));
    }

    private static HikariDataSource control() {
        return MySqlControlPool.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(20));
    }

    private static Map<String, String> settings(Flavor flavor, HikariDataSource pool) throws SQLException {
        List<String> names = new ArrayList<>(SETTINGS.keySet());
        names.addAll(OF_SERVER.get(flavor).keySet());
        // Without effect once sql_big_selects is on.
        names.remove("max_join_size");
        Map<String, String> settings = new TreeMap<>();
        try (Connection connection = pool.getConnection()) {
            for (String name : names) {
                settings.put(name, Sql.one(connection, "SELECT @@SESSION." + name, row -> row.getString(1)));
            }
        }
        return settings;
    }

    @Test
    void sessionsDoNotTakeTheSettingsOfTheServer() throws SQLException {
        try (HikariDataSource pool = pool();
                HikariDataSource control = control()) {
            assertThat(settings(flavor, pool)).isEqualTo(before);
            assertThat(settings(flavor, control)).isEqualTo(beforeOfControl);
        }
    }

    @Test
    void snapshotShowsEveryRowAndItsSessionWritesAfterwards() throws SQLException {
        try (HikariDataSource pool = pool()) {
            MySqlSchemaReader schema = new MySqlSchemaReader("source", pool);
            MappedTable table = new Tables(schema, schema).sameName(new TableRef(database, "t"), null);
            List<String> keys = new ArrayList<>();
            try (SourceSnapshot snapshot = new MySqlSourceDatabase(pool, Duration.ofSeconds(60)).openSnapshot()) {
                snapshot.reader()
                        .rows(table, TenantScope.all(), KeyRange.ALL, row -> keys.add(String.valueOf(row.value(0))));
            }
            assertThat(keys).hasSize(100);
            assertThat(settings(flavor, pool)).isEqualTo(before);
            try (Connection connection = pool.getConnection()) {
                assertThat(Sql.update(connection, "UPDATE t SET v = 1")).isEqualTo(100);
            }
        }
    }

    @Test
    void tablesOfThePipelineHaveTransactions() throws SQLException {
        try (HikariDataSource pool = pool();
                HikariDataSource control = control()) {
            MySqlTargetSchema.migrate(pool);
            MySqlControlSchema.migrate(control);
            try (Connection connection = pool.getConnection()) {
                assertThat(Sql.list(
                                connection,
                                "SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'reconciler'",
                                row -> row.getString(1)))
                        .hasSizeGreaterThan(30)
                        .containsOnly("InnoDB");
            }
        }
    }
}
