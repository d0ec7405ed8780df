package dev.reconciler.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.schema.TableRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** The database of one side of a pipeline: its engine, a pool with the product's sessions, and the login. */
record SideDatabase(Engine engine, HikariDataSource pool, DatabaseLogin login) implements AutoCloseable {
    private static final int SESSIONS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration LEASE = Duration.ofSeconds(10);

    /**
     * Without TLS.
     *
     * @param url as the daemon's configuration has it
     */
    static SideDatabase open(String url, Login login) {
        URI address = URI.create(url.replaceFirst("^jdbc:", ""));
        Engine engine = Engine.ofScheme(address.getScheme()).orElseThrow();
        DatabaseLogin daemon = new DatabaseLogin(
                new DatabaseAddress(
                        address.getHost(), address.getPort(), address.getPath().substring(1)),
                login.user(),
                login.password(),
                "disable",
                null,
                new ConnectionTimeouts(PATIENCE, PATIENCE));
        return new SideDatabase(engine, engine.pool(daemon, "bench", SESSIONS), daemon);
    }

    /** @param pipeline also names the objects of its stream on the server */
    SourceEndpoint source(String pipeline) {
        return engine.source(pool, new SourceSettings(pipeline, names(pipeline), WINDOW, null));
    }

    TargetEndpoint target(String pipeline, PositionFormat positions) {
        return engine.target(
                pool, new TargetSettings(pipeline, names(pipeline), positions, WINDOW, null, LEASE, false, null));
    }

    static StreamNames names(String pipeline) {
        return new StreamNames(pipeline, pipeline);
    }

    boolean isPostgres() {
        return engine.kind().equals("postgresql");
    }

    TableRef table(String name) {
        return new TableRef(engine.defaultSchema(login.address().database()), name);
    }

    /** The number of the server's main process; 0 if it does not run on this machine. */
    long process() {
        try {
            return isPostgres() ? postmaster() : daemon();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("no process id of the server of " + login, e);
        }
    }

    private long postmaster() throws SQLException {
        long session = Sql.with(pool, connection -> Sql.number(connection, "SELECT pg_backend_pid()"));
        return ProcessHandle.of(session)
                .flatMap(ProcessHandle::parent)
                .map(ProcessHandle::pid)
                .orElse(0L);
    }

    private long daemon() throws SQLException, IOException {
        String name = Sql.with(pool, connection -> Sql.one(connection, "SELECT @@pid_file", row -> row.getString(1)));
        Path file = Path.of(name);
        return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    }

    @Override
    public void close() {
        pool.close();
    }
}
