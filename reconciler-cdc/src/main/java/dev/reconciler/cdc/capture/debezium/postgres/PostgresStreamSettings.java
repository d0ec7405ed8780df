package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.mapping.TenantScope;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to stream from a PostgreSQL source.
 *
 * @param sslMode as libpq names it, from {@code disable} to {@code verify-full}; for every session of the stream
 * @param rootCertificate PEM; null for the driver's default
 * @param slotName also names the stream in the connector's log and metrics: one per pipeline
 * @param scope the pipeline's tenants; changes of other tenants' rows are not delivered
 * @param maxRowsInMemory a transaction with more rows goes to disk
 * @param maxBytesInMemory so does one with larger rows
 * @param spillDirectory of this stream alone: what a dead process left there is deleted at start
 * @param answerTimeout how long connecting may take, and later any answer of the server; at least a second
 */
public record PostgresStreamSettings(
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslMode,
        @Nullable Path rootCertificate,
        String slotName,
        String publicationName,
        TenantScope scope,
        int maxRowsInMemory,
        long maxBytesInMemory,
        Path spillDirectory,
        Duration answerTimeout) {
    public static final int DEFAULT_ROWS_IN_MEMORY = 20_000;
    public static final long DEFAULT_BYTES_IN_MEMORY = 16L << 20;

    public PostgresStreamSettings {
        if (answerTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("answerTimeout >= 1 s, not " + answerTimeout);
        }
    }

    /** With the measured defaults for sizes and times. */
    public static PostgresStreamSettings of(
            String host,
            int port,
            String database,
            String user,
            String password,
            String sslMode,
            @Nullable Path rootCertificate,
            String slotName,
            String publicationName,
            TenantScope scope,
            Path spillDirectory) {
        return new PostgresStreamSettings(
                host,
                port,
                database,
                user,
                password,
                sslMode,
                rootCertificate,
                slotName,
                publicationName,
                scope,
                DEFAULT_ROWS_IN_MEMORY,
                DEFAULT_BYTES_IN_MEMORY,
                spillDirectory,
                Duration.ofSeconds(60));
    }

    /** With the measured defaults for sizes and times. */
    static PostgresStreamSettings of(CaptureSettings settings) {
        DatabaseLogin login = settings.login();
        return of(
                login.host(),
                login.port(),
                login.database(),
                login.user(),
                login.password(),
                login.sslMode(),
                login.rootCertificate(),
                settings.names().slot(),
                settings.names().publication(),
                settings.scope(),
                settings.spillDirectory());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "stream of " + database + " at " + host + ":" + port + " by slot " + slotName;
    }
}
