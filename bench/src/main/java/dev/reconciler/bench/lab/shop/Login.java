package dev.reconciler.bench.lab.shop;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** A role of one of the demo's databases. */
public record Login(String jdbcUrl, String user, String password) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(6);

    /** A connection in auto-commit mode that the caller closes. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    /** A pool that connects on demand; the caller closes it. */
    public HikariDataSource pool(String applicationName, int size) {
        URI url = URI.create(jdbcUrl.substring("jdbc:".length()));
        return Engine.of(url.getScheme())
                .pool(
                        new DatabaseLogin(
                                new DatabaseAddress(
                                        url.getHost(),
                                        url.getPort(),
                                        url.getPath().substring(1)),
                                user,
                                password,
                                "prefer",
                                null,
                                new ConnectionTimeouts(CONNECT, ANSWER)),
                        applicationName,
                        size);
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
