package dev.reconciler.endpoint.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The address and credentials of one database.
 *
 * @param sslMode from {@code disable} to {@code verify-full}; for every session
 * @param rootCertificate PEM; null for the driver's default
 */
public record DatabaseLogin(
        DatabaseAddress address,
        String user,
        String password,
        String sslMode,
        @Nullable Path rootCertificate,
        ConnectionTimeouts timeouts) {
    /** The login without its password. */
    @Override
    public String toString() {
        return user + "@" + address;
    }
}
