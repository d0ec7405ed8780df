package dev.reconciler.app.config;

import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;

/**
 * Settings of the connections to one database.
 *
 * @param engine {@link Engine#kind}
 */
public record ConnectionConfig(
        String engine,
        DatabaseAddress address,
        String user,
        Secret password,
        SslConfig ssl,
        ConnectionTimeouts timeouts,
        int maxConnections) {

    /** The login for the engine. */
    public DatabaseLogin login() {
        return new DatabaseLogin(address, user, password.reveal(), ssl.mode(), ssl.rootCertificate(), timeouts);
    }

    /** The schema of a table whose name has none. */
    public String defaultSchema() {
        return Engine.of(engine).defaultSchema(address.database());
    }

    /** The text for messages: {@code user@host:port/database}. */
    public String display() {
        return login().toString();
    }
}
