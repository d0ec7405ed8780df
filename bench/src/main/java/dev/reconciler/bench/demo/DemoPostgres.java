package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An embedded PostgreSQL server with the demo's roles and an empty database that shop_app owns. */
final class DemoPostgres implements DemoServer {
    private static final String REQUIRE_PASSWORDS = """
            local all          all                scram-sha-256
            host  all          all  127.0.0.1/32  scram-sha-256
            host  all          all  ::1/128       scram-sha-256
            host  replication  all  127.0.0.1/32  scram-sha-256
            host  replication  all  ::1/128       scram-sha-256
            """;

    /** The daemon must own a table to publish it, and must see every session to name the one that delays a snapshot. */
    private static final String DAEMON = "REPLICATION IN ROLE shop_app, pg_read_all_stats";

    private final EmbeddedPostgres server;
    private final Map<String, String> passwords = new TreeMap<>();

    private DemoPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static DemoPostgres start(String side, Path home, Supplier<String> passwords, Consumer<String> progress) {
        progress.accept("starting PostgreSQL (" + side + ")…");
        Path data = home.resolve(side);
        EmbeddedPostgres postgres;
        try {
            postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL (" + side + ") did not start in " + data, e);
        }
        DemoPostgres server = new DemoPostgres(postgres);
        try {
            String version = server.prepare(data, passwords);
            progress.accept("PostgreSQL " + version + " (" + side + ") listens on port " + postgres.getPort());
        } catch (SQLException | IOException e) {
            server.close();
            throw new IllegalStateException("PostgreSQL (" + side + ") could not be prepared", e);
        }
        return server;
    }

    /** Creates roles and database while the superuser needs no password, then requires one. Returns the version. */
    private String prepare(Path data, Supplier<String> secrets) throws SQLException, IOException {
        Login superuser = new Login(url("postgres"), "postgres", "");
        try (Connection connection = superuser.connect()) {
            role(connection, "shop_app", "", secrets.get());
            role(connection, "reconciler", DAEMON, secrets.get());
            role(connection, "night_batch", "", secrets.get());
            ShopSql.script(connection, "GRANT SET ON PARAMETER session_replication_role TO night_batch");
            ShopSql.script(connection, "CREATE DATABASE " + DemoClusters.DATABASE + " OWNER shop_app");
            ShopSql.script(connection, "GRANT CREATE ON DATABASE " + DemoClusters.DATABASE + " TO reconciler");
            ShopSql.script(connection, "ALTER ROLE postgres PASSWORD " + literal(secrets.get()));
            Files.writeString(data.resolve("pg_hba.conf"), REQUIRE_PASSWORDS);
            ShopSql.script(connection, "SELECT pg_reload_conf()");
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private void role(Connection connection, String name, String attributes, String password) throws SQLException {
        ShopSql.script(connection, "CREATE ROLE " + name + " LOGIN PASSWORD " + literal(password) + " " + attributes);
        passwords.put(name, password);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public Login login(String role) {
        String password = passwords.get(role);
        if (password == null) {
            throw new IllegalArgumentException("no role " + role);
        }
        return new Login(url(DemoClusters.DATABASE), role, password);
    }

    @Override
    public String url() {
        return url(DemoClusters.DATABASE);
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL on port " + server.getPort() + " did not stop", e);
        }
    }
}
