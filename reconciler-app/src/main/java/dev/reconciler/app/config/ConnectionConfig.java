package dev.reconciler.app.config;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.time.Duration;

/**
 * Settings of the connections to one database.
 *
 * @param engine {@link dev.reconciler.endpoint.engine.Engine#kind}
 * @param socketTimeout the time without data from the server after which a connection is closed. Without it, a statement would wait
 *     forever for a server that has vanished
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

    /** The login for the engine. */
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

    /** The text for messages: {@code user@host:port/database}. */
    public String display() {
        return login().toString();
    }
}
