package dev.reconciler.endpoint.engine;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one database, and as whom.
 *
 * @param sslMode from {@code disable} to {@code verify-full}; for every session
 * @param rootCertificate PEM; null for the driver's default
 * @param connectTimeout how long connecting may take; also how long a session waits for a free connection of a pool
 * @param socketTimeout how long a statement's answer may take before the connection is given up
 */
public record DatabaseLogin(
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslMode,
        @Nullable Path rootCertificate,
        Duration connectTimeout,
        Duration socketTimeout) {
    /** The host as URLs write it, and the port. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + authority() + "/" + database;
    }
}
