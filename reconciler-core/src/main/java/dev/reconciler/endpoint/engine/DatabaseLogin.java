package dev.reconciler.endpoint.engine;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The address and credentials of one database.
 *
 * @param sslMode from {@code disable} to {@code verify-full}; for every session
 * @param rootCertificate PEM; null for the driver's default
 * @param connectTimeout the time limit for connecting, and for getting a free connection from a pool
 * @param socketTimeout the time limit for a statement's answer, after which the connection is closed
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

    /** The login without its password. */
    @Override
    public String toString() {
        return user + "@" + authority() + "/" + database;
    }
}
