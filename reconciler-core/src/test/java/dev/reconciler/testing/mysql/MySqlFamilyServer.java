package dev.reconciler.testing.mysql;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL or MariaDB server with binary log and GTIDs, which a test may stop, kill and start again on the same port and data.
 *
 * <p>{@link #shared} is the server that the environment names ({@link Flavor#variable}), else one that this JVM starts; a
 * server with settings of its own ({@link #builder}) is always started here. Where none can be had, both abort the test.
 *
 * <p>Commits survive {@link #kill()}, but not a crash of the machine, unless {@code sync_binlog} and
 * {@code innodb_flush_log_at_trx_commit} are set to 1.
 *
 * <p>Safe for use by several threads, except for the methods that start and stop the server.
 */
public final class MySqlFamilyServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final int STARTS = 3;
    private static final String USER = "reconciler";
    private static final String PASSWORD = "reconciler";
    /** Distinguishes the databases of this JVM from those of earlier JVMs on a named server. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)
            + "_"
            + ProcessHandle.current().pid();
    /** Run at every start, and not logged: an application of the source must not see them. */
    private static final String ACCOUNTS = """
            SET SESSION sql_log_bin = 0;
            CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%2$s';
            GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
            """.formatted(USER, PASSWORD);

    private final Flavor flavor;
    private final Map<String, String> settings;
    private final AtomicInteger databases = new AtomicInteger();
    private final @Nullable Home home;
    private String host = "127.0.0.1";
    private String user = USER;
    private String password = PASSWORD;
    private int port;
    private @Nullable ServerProcess process;

    /** The installation and the folder of a server that was started here. */
    private record Home(Installation installation, Path folder) {
        Path data() {
            return folder.resolve("data");
        }
    }

    private MySqlFamilyServer(Flavor flavor, Map<String, String> settings, @Nullable Home home) {
        this.flavor = flavor;
        this.settings = Map.copyOf(settings);
        this.home = home;
    }

    /** The one server of this flavor in this JVM, started by the first call. Each test makes databases of its own there. */
    public static MySqlFamilyServer shared(Flavor flavor) {
        if (named(flavor).isEmpty()) {
            // Aborts the test if there is none; an initializer of a class would fail it.
            Installation.of(flavor);
        }
        return flavor == Flavor.MYSQL ? SharedMySql.SERVER : SharedMariaDb.SERVER;
    }

    /** A server of the caller's own, which the caller closes. */
    public static Builder builder(Flavor flavor) {
        return new Builder(flavor);
    }

    /** The running server that the environment names ({@link Flavor#variable}). */
    public static Optional<MySqlFamilyServer> named(Flavor flavor) {
        return Optional.ofNullable(System.getenv(flavor.variable())).map(address -> named(flavor, address));
    }

    /** The reason why neither the environment names a server nor one can be started here; empty if there is one. */
    public static Optional<String> unavailable(Flavor flavor) {
        return named(flavor).isPresent() ? Optional.empty() : notStartable(flavor);
    }

    /** The reason why {@link #builder} can't start one here; empty if it can. */
    public static Optional<String> notStartable(Flavor flavor) {
        return Installation.failure(flavor);
    }

    /** A server that runs already. @param address {@code user:password@host:port} */
    static MySqlFamilyServer named(Flavor flavor, String address) {
        int at = address.lastIndexOf('@');
        int userEnd = address.indexOf(':');
        int hostEnd = address.lastIndexOf(':');
        if (userEnd < 0 || at < userEnd || hostEnd < at) {
            throw new IllegalArgumentException(flavor.variable() + " is not user:password@host:port");
        }
        MySqlFamilyServer server = new MySqlFamilyServer(flavor, Map.of(), null);
        server.user = address.substring(0, userEnd);
        server.password = address.substring(userEnd + 1, at);
        server.host = address.substring(at + 1, hostEnd);
        server.port = Integer.parseInt(address.substring(hostEnd + 1));
        return server;
    }

    private static MySqlFamilyServer openShared(Flavor flavor) {
        return named(flavor).orElseGet(() -> {
            MySqlFamilyServer server = builder(flavor).start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shared-" + flavor.label() + "-close"));
            return server;
        });
    }

    public Flavor flavor() {
        return flavor;
    }

    /** Makes an empty database and returns its name: the prefix, and numbers that no other database here has. */
    public String createDatabase(String prefix) {
        String name =
                String.join("_", prefix.toLowerCase(Locale.ROOT), RUN, Integer.toString(databases.incrementAndGet()));
        execute("", "CREATE DATABASE `" + name + "`");
        return name;
    }

    /** Without user and password, which {@link #user()} and {@link #password()} tell. */
    public String jdbcUrl(String database) {
        return "jdbc:mysql://" + host + ":" + port + "/" + database
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&useAffectedRows=false";
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** The process id of the server, which must be running. */
    public long pid() {
        return running().pid();
    }

    /** The folder of a server that was started here: data, log and socket. */
    public Path folder() {
        return own().folder();
    }

    /** A user with every privilege. */
    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Opens a session for each request, with the driver's own defaults. */
    public DataSource dataSource(String database) {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(user());
        dataSource.setPassword(password());
        return dataSource;
    }

    /** A connection of {@link #user()}, which the caller closes. @param database empty for no database */
    public Connection connect(String database) throws SQLException {
        return connect(database, user, password);
    }

    /** A connection of the given user, which the caller closes. */
    public Connection connect(String database, String asUser, String withPassword) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), asUser, withPassword);
    }

    /** Runs the statements in one session, each in a transaction of its own. @param database empty for no database */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new IllegalStateException("Failed in '" + database + "': " + sql, e);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("No connection to " + this, e);
        }
    }

    /** The rows that the query returns, in order, as column label to value. */
    public List<Map<String, @Nullable Object>> query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("Failed in '" + database + "': " + sql, e);
        }
    }

    /** Starts the server, on the port and data that it had before if it ran before; returns when it accepts connections. */
    public void start() {
        Home own = own();
        if (process != null) {
            throw new IllegalStateException(this + " is running already");
        }
        boolean first = port == 0;
        for (int attempt = 1; process == null; attempt++) {
            if (first) {
                port = freePort();
            }
            process = launch(own);
            if (!awaitConnections(process)) {
                process = null;
                // Another process may have taken the port since it was found free.
                if (!first || attempt == STARTS) {
                    throw new IllegalStateException(this + " did not start: " + ServerProcess.tail(own.folder()));
                }
            }
        }
    }

    private ServerProcess launch(Home own) {
        Map<String, String> all = new LinkedHashMap<>(own.installation().settings(own.data()));
        all.put("port", Integer.toString(port));
        all.put("bind_address", host);
        all.put("socket", own.folder().resolve("socket").toString());
        all.put("pid_file", own.folder().resolve("pid").toString());
        // A MariaDB server that starts deletes the temporary tables of every other one that shares the folder.
        all.put("tmpdir", own.folder().resolve("tmp").toString());
        all.put("secure_file_priv", own.folder().toString());
        all.put("init_file", own.folder().resolve("accounts.sql").toString());
        all.put("log_bin", "binlog");
        all.put("server_id", "1");
        all.put("innodb_buffer_pool_size", "128M");
        all.put("max_connections", "200");
        all.put("sync_binlog", "0");
        all.put("innodb_flush_log_at_trx_commit", "2");
        all.putAll(settings);
        Path configuration = own.folder().resolve("my.cnf");
        try {
            Files.createDirectories(own.folder().resolve("tmp"));
            Files.writeString(own.folder().resolve("accounts.sql"), ACCOUNTS);
            Installation.writeConfiguration(configuration, all);
        } catch (IOException e) {
            throw new UncheckedIOException("No configuration in " + own.folder(), e);
        }
        return ServerProcess.start(own.installation().command(configuration), own.folder());
    }

    private boolean awaitConnections(ServerProcess started) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (started.isAlive()) {
            try (Connection connection = connect("")) {
                return connection.isValid(1);
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0) {
                    started.kill();
                    throw new IllegalStateException(this + " accepts no connection", e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        return false;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    /** Stops the server in order, as an administrator would. */
    public void stop() {
        running().stop(PATIENCE);
        process = null;
    }

    /** Stops the server in order and starts it again. */
    public void restart() {
        stop();
        start();
    }

    /** Kills the server by SIGKILL; {@link #start()} then has to recover. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Stops the server and removes its data; leaves a server alone that the environment names. */
    @Override
    public void close() {
        if (home == null) {
            return;
        }
        if (process != null) {
            // Its data is not needed any more, and an ordered shutdown takes a second.
            kill();
        }
        try (Stream<Path> files = Files.exists(home.folder()) ? Files.walk(home.folder()) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + home.folder(), e);
        }
    }

    private ServerProcess running() {
        own();
        if (process == null) {
            throw new IllegalStateException(this + " is not running");
        }
        return process;
    }

    private Home own() {
        if (home == null) {
            throw new IllegalStateException(this + " is not started by the tests: they can't start or stop it");
        }
        return home;
    }

    @Override
    public String toString() {
        return flavor.label() + " on port " + port + (home == null ? " of " + host : " in " + home.folder());
    }

    /** Server settings to start with; those that a source needs are preset. */
    public static final class Builder {
        private final Flavor flavor;
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder(Flavor flavor) {
            this.flavor = flavor;
        }

        /** Sets one variable of {@code my.cnf}, as in {@code sync_binlog}. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Sets several variables of {@code my.cnf}. */
        public Builder settings(Map<String, String> more) {
            settings.putAll(more);
            return this;
        }

        /** Makes a new server and starts it. */
        public MySqlFamilyServer start() {
            Installation installation = Installation.of(flavor);
            MySqlFamilyServer server = new MySqlFamilyServer(flavor, settings, home(installation));
            try {
                server.start();
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        }

        private Home home(Installation installation) {
            try {
                Home home = new Home(installation, Files.createTempDirectory("reconciler-" + flavor.label() + "-"));
                installation.copyTemplate(home.data());
                return home;
            } catch (IOException e) {
                throw new UncheckedIOException("No folder for a server", e);
            }
        }
    }

    /** Started on first use, by the class loader's lock. */
    private static final class SharedMySql {
        static final MySqlFamilyServer SERVER = openShared(Flavor.MYSQL);
    }

    /** Started on first use, by the class loader's lock. */
    private static final class SharedMariaDb {
        static final MySqlFamilyServer SERVER = openShared(Flavor.MARIADB);
    }
}
