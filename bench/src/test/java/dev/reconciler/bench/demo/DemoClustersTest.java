package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ServerKind;
import dev.reconciler.bench.lab.shop.ShopSchema;
import dev.reconciler.bench.lab.shop.ShopSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class DemoClustersTest {
    private final AtomicInteger secrets = new AtomicInteger();
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @Test
    void eachRoleHasItsRightsAndNeedsAPassword() throws SQLException {
        Path data;
        Login source;
        try (DemoClusters clusters = DemoClusters.start(
                new DemoPair(ServerKind.postgres, ServerKind.postgres),
                () -> "it's secret " + secrets.incrementAndGet(),
                progress::add)) {
            source = clusters.sourceDaemon();
            assertThat(progress)
                    .contains("starting PostgreSQL (source)…", "starting PostgreSQL (target)…")
                    .anyMatch(line -> line.matches("PostgreSQL 18\\S* \\(source\\) listens on port \\d+"));
            ShopSchema.install(clusters.sourceApplication(), clusters.targetOwner());

            daemonReadsReplicatesAndPublishes(source);
            daemonWritesAndHasItsSchema(clusters.targetDaemon());
            rogueIgnoresForeignKeys(clusters.targetRogue());
            for (String user : List.of("postgres", "reconciler", "shop_app")) {
                assertThatThrownBy(() -> new Login(source.jdbcUrl(), user, "wrong").connect())
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(source.toString()).doesNotContain("secret");
            data = Path.of(dataDirectory(clusters.sourceApplication()));
            assertThat(data).exists();
        }
        assertThat(data.getParent()).doesNotExist();
        assertThatThrownBy(source::connect).isInstanceOf(SQLException.class).hasMessageContaining("refused");
    }

    private static void daemonReadsReplicatesAndPublishes(Login daemon) throws SQLException {
        try (Connection connection = daemon.connect()) {
            assertThat(ShopSql.rows(connection, "SHOW wal_level")).containsExactly(List.of("logical"));
            assertThat(ShopSql.rows(connection, "SELECT count(*) FROM customers"))
                    .containsExactly(List.of("0"));
            ShopSql.script(connection, "CREATE PUBLICATION p FOR TABLE customers, orders");
            ShopSql.rows(connection, "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
            ShopSql.rows(connection, "SELECT pg_drop_replication_slot('s')");
        }
    }

    private static void daemonWritesAndHasItsSchema(Login daemon) throws SQLException {
        try (Connection connection = daemon.connect()) {
            ShopSql.script(connection, "CREATE SCHEMA reconciler; CREATE TABLE reconciler.t (i int)");
            ShopSql.updateOne(connection, "INSERT INTO shop.currency VALUES ('EUR', 'Euro', 2, 1, false, now())");
        }
    }

    private static void rogueIgnoresForeignKeys(Login rogue) throws SQLException {
        try (Connection connection = rogue.connect()) {
            String line = "INSERT INTO shop.order_line VALUES (1, 1, 'acme', 'none', 1, 1, 0)";
            assertThatThrownBy(() -> ShopSql.updateOne(connection, line)).hasMessageContaining("foreign key");
            ShopSql.script(connection, "SET session_replication_role = replica");
            ShopSql.updateOne(connection, line);
            assertThatThrownBy(() -> ShopSql.script(connection, "CREATE SCHEMA mine"))
                    .hasMessageContaining("permission denied");
        }
    }

    /** The server tells its data directory only to a superuser, so it is found by the port in its pid file. */
    private static String dataDirectory(Login login) throws SQLException {
        int port = Integer.parseInt(login.jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1"));
        try (var homes = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "reconciler-demo-*")) {
            for (Path home : homes) {
                Path pid = home.resolve("source").resolve("postmaster.pid");
                if (Files.exists(pid) && Files.readAllLines(pid).get(3).strip().equals(Integer.toString(port))) {
                    return home.resolve("source").toString();
                }
            }
        } catch (IOException e) {
            throw new SQLException(e);
        }
        throw new AssertionError("no data directory of port " + port);
    }
}
