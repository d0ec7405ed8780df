package dev.reconciler.bench;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server of PostgreSQL 15 as Debian packages it, with one database, on which extensions of other packages can be created. */
final class DebianServer implements AutoCloseable {
    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");
    private static final Path EXTENSION = Path.of("/usr/share/postgresql/15/extension/pgcmp.control");
    private static final Path COMPARATOR = Path.of("/usr/bin/pg_comparator");
    private static final String USER = "postgres";

    private final Path home;
    private final int port;

    private DebianServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Returns the files of the two packages that are missing. */
    static List<Path> missing() {
        return Stream.of(BINARIES.resolve("initdb"), COMPARATOR, EXTENSION)
                .filter(file -> !Files.exists(file))
                .toList();
    }

    /** Starts a new server; the caller closes it. */
    static DebianServer start() throws IOException, InterruptedException {
        DebianServer server = new DebianServer(Files.createTempDirectory("reconciler-peers-"), freePort());
        try {
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void begin() throws IOException, InterruptedException {
        if (isRoot()) { // PostgreSQL refuses to run as root
            Files.setOwner(
                    home,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        run("initdb", "-D", data(), "-U", USER, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8");
        String settings = "-p " + port + " -k " + home + " -c listen_addresses=127.0.0.1 -c wal_level=logical"
                + " -c shared_buffers=1GB -c work_mem=16MB -c max_wal_size=8GB -c max_parallel_workers_per_gather=0"
                + " -c checkpoint_timeout=15min";
        run("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-w", "-o", settings, "start");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(BINARIES.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed with " + process.exitValue());
        }
    }

    int port() {
        return port;
    }

    static String user() {
        return USER;
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Returns the only value of the query's result. */
    double number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            if (!result.next()) {
                throw new IllegalStateException("no row: " + sql);
            }
            return result.getDouble(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, USER);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(home.resolve("data/postmaster.pid"))) {
            run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
