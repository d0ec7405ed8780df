package dev.reconciler.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own, of the version whose binaries are on the class path (18 unless the build runs the tests on
 * another one, see {@link #majorVersion}), with logical decoding on, which a test may stop, crash and start again on the same
 * port and data.
 *
 * <p>The superuser needs no password; every other role authenticates by SCRAM, so a wrong password is refused. Commits
 * survive {@link #crash()} unless {@code synchronous_commit} is set off; {@code fsync} is off, as only a crash of the
 * machine would need it. Text sorts by code point on every machine.
 *
 * <p>Safe for use by several threads, except for the methods that start and stop the server.
 */
public final class PostgresCluster implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FIRST_WITH_BUILTIN_LOCALE = 17;

    private final Path home;
    private final Map<String, String> settings;
    private final AtomicInteger databases = new AtomicInteger();
    private int port;
    private @Nullable EmbeddedPostgres server;

    private PostgresCluster(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        try {
            home = Files.createTempDirectory("reconciler-postgres-");
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for a PostgreSQL cluster", e);
        }
    }

    /** The one cluster of this JVM, started by the first call. For tests that need no restart: each makes its databases. */
    public static PostgresCluster shared() {
        return Shared.CLUSTER;
    }

    /** The servers' version: the system property {@code reconciler.test.postgres}, which the build sets with the binaries. */
    public static int majorVersion() {
        return Integer.getInteger("reconciler.test.postgres", 18);
    }

    /** A cluster of the caller's own, which the caller closes. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes an empty database and returns its name: the prefix and a number that no other database here has. */
    public String createDatabase(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT) + "_" + databases.incrementAndGet();
        execute(SUPERUSER, "CREATE DATABASE " + quoted(name));
        return name;
    }

    /** As {@link #createDatabase(String)}, a copy of another database without connected sessions. */
    public String createDatabase(String prefix, String template) {
        String name = prefix.toLowerCase(Locale.ROOT) + "_" + databases.incrementAndGet();
        execute(SUPERUSER, "CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(template));
        return name;
    }

    /** Makes a role that logs in with the password, with further attributes such as {@code REPLICATION}. */
    public void createRole(String name, String password, String... attributes) {
        String literal = "'" + password.replace("'", "''") + "'";
        execute(
                SUPERUSER,
                "CREATE ROLE " + quoted(name) + " LOGIN PASSWORD " + literal + " " + String.join(" ", attributes));
    }

    /** Without user and password, which {@link #user()} and {@link #password()} tell. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public int port() {
        return port;
    }

    public String user() {
        return SUPERUSER;
    }

    /** Any password serves the superuser; this one is there for clients that insist on one. */
    public String password() {
        return SUPERUSER;
    }

    /** The server's data directory; the same before and after a restart. */
    public Path dataDirectory() {
        return home.resolve("data");
    }

    /** A connection of the superuser, which the caller closes. */
    public Connection connect(String database) throws SQLException {
        return connect(database, user(), password());
    }

    /** A connection of the given role, which the caller closes. */
    public Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }

    /** Runs the statements as the superuser, each in a transaction of its own. */
    public void execute(String database, String... statements) {
        for (String sql : statements) {
            try (Connection connection = connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("Failed in " + database + ": " + sql, e);
            }
        }
    }

    /** Drops the slot, if it exists, as soon as the server has noticed that the slot's last session ended. */
    public void dropSlot(String database, String slot) {
        execute(database, """
            DO $$ BEGIN
                FOR attempt IN 1..1200 LOOP
                    BEGIN
                        PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '%1$s';
                        RETURN;
                    EXCEPTION WHEN object_in_use THEN
                        PERFORM pg_sleep(0.05);
                    END;
                END LOOP;
                RAISE 'slot %1$s is still in use';
            END $$\
            """.formatted(slot));
    }

    /** The rows that the query returns to the superuser, in order, as column label to value. */
    public List<Map<String, @Nullable Object>> query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("Failed in " + database + ": " + sql, e);
        }
    }

    private static Map<String, @Nullable Object> row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), result.getObject(i));
        }
        return row;
    }

    /** Starts the server, on the port and data that it had before if it ran before; returns when it accepts connections. */
    public void start() {
        if (server != null) {
            throw new IllegalStateException("PostgreSQL is running already, on port " + port);
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(dataDirectory())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setLocaleConfig("locale", "C");
        if (majorVersion() >= FIRST_WITH_BUILTIN_LOCALE) {
            builder.setLocaleConfig("locale-provider", "builtin").setLocaleConfig("builtin-locale", "C.UTF-8");
        }
        settings.forEach(builder::setServerConfig);
        if (port != 0) {
            builder.setPort(port);
        }
        try {
            server = builder.setDataDirectoryCustomizer(PostgresCluster::requirePasswords)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start in " + dataDirectory(), e);
        }
        port = server.getPort();
    }

    private static void requirePasswords(File dataDirectory) {
        String rules = """
            # TYPE  DATABASE     USER      ADDRESS        METHOD
            local   all          all                      trust
            host    all          postgres  127.0.0.1/32   trust
            host    all          postgres  ::1/128        trust
            host    all          all       127.0.0.1/32   scram-sha-256
            host    all          all       ::1/128        scram-sha-256
            host    replication  postgres  127.0.0.1/32   trust
            host    replication  postgres  ::1/128        trust
            host    replication  all       127.0.0.1/32   scram-sha-256
            host    replication  all       ::1/128        scram-sha-256
            """;
        try {
            Files.writeString(dataDirectory.toPath().resolve("pg_hba.conf"), rules);
        } catch (IOException e) {
            throw new UncheckedIOException("No authentication rules in " + dataDirectory, e);
        }
    }

    /** Stops the server in order, as an administrator would; it drops its connections and writes a checkpoint. */
    public void stop() {
        EmbeddedPostgres running = running();
        List<ProcessHandle> processes = processes();
        server = null;
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        } finally {
            // A server that waits for a replication client can outlast the patience of close().
            kill(processes);
        }
    }

    /** Stops the server in order and starts it again. */
    public void restart() {
        stop();
        start();
    }

    /** Kills every process of the server at once, as a power cut would; {@link #start()} then has to recover. */
    public void crash() {
        EmbeddedPostgres running = running();
        kill(processes());
        server = null;
        try {
            // Nothing is left to stop, but the lock on the directory is to be released.
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The crashed PostgreSQL was not given up", e);
        }
    }

    /** Stops the server and removes its data. */
    @Override
    public void close() {
        if (server != null) {
            stop();
        }
        try (Stream<Path> files = Files.exists(home) ? Files.walk(home) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + home, e);
        }
    }

    private EmbeddedPostgres running() {
        if (server == null) {
            throw new IllegalStateException("PostgreSQL is not running; its data is in " + dataDirectory());
        }
        return server;
    }

    /** The postmaster, and after it the processes that it started. */
    private List<ProcessHandle> processes() {
        Optional<ProcessHandle> postmaster = postmaster();
        return Stream.concat(postmaster.stream(), postmaster.stream().flatMap(ProcessHandle::descendants))
                .toList();
    }

    private Optional<ProcessHandle> postmaster() {
        try (Stream<String> lines = Files.lines(dataDirectory().resolve("postmaster.pid"))) {
            return lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("No process id in " + dataDirectory(), e);
        }
    }

    private static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        // The next server refuses the data as long as a process of this one is attached to it.
        CompletableFuture.allOf(exits)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return "PostgreSQL on port " + port + " in " + home;
    }

    /** Server settings to start with; those that logical decoding and many connections need are preset. */
    public static final class Builder {

        private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "wal_level", "logical",
                "max_wal_senders", "50",
                "max_replication_slots", "50",
                "max_connections", "200",
                "max_prepared_transactions", "10",
                "fsync", "off",
                "synchronous_commit", "on"));

        private Builder() {}

        /** Sets one parameter of {@code postgresql.conf}; the value must not need quotes. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Sets several parameters of {@code postgresql.conf}. */
        public Builder settings(Map<String, String> more) {
            more.forEach(this::setting);
            return this;
        }

        /** Makes a new cluster and starts it. */
        public PostgresCluster start() {
            PostgresCluster cluster = new PostgresCluster(settings);
            try {
                cluster.start();
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        }
    }

    /** Started on first use, by the class loader's lock. */
    private static final class Shared {

        static final PostgresCluster CLUSTER = builder().start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(CLUSTER::close, "shared-postgres-close"));
        }
    }
}
