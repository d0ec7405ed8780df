package dev.reconciler.app.config;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.time.Duration;

/**
 * How to reach one database.
 *
 * @param engine {@link dev.reconciler.endpoint.engine.Engine#kind}
 * @param socketTimeout how long a statement's answer may take before the connection is given up: who waits on one whose other end is
 *     gone is never told
 */
public record ConnectionConfig(
        String engine,
        String host,
        int port,
        String database,
        String user,
        Secret password,
        SslConfig ssl,
        Duration connectTimeout,
        Duration socketTimeout,
        int maxConnections) {

    /** How the engine reaches the database. */
    public DatabaseLogin login() {
        return new DatabaseLogin(
                host,
                port,
                database,
                user,
                password.reveal(),
                ssl.mode(),
                ssl.rootCertificate(),
                connectTimeout,
                socketTimeout);
    }

    /** For people: {@code user@host:port/database}. */
    public String display() {
        return login().toString();
    }
}
