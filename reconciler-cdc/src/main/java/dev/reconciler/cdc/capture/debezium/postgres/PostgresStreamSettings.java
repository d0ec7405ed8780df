package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.time.Duration;

/**
 * Settings of a stream from a PostgreSQL source.
 *
 * @param capture the database and scope; its slot also names the stream in the connector's log and metrics: one per pipeline
 * @param maxRowsInMemory a transaction with more rows goes to disk
 * @param maxBytesInMemory a transaction with more bytes goes to disk
 * @param answerTimeout the time limit for connecting, and for any answer of the server; at least a second
 */
public record PostgresStreamSettings(
        CaptureSettings capture, int maxRowsInMemory, long maxBytesInMemory, Duration answerTimeout) {
    public static final int DEFAULT_ROWS_IN_MEMORY = 20_000;
    public static final long DEFAULT_BYTES_IN_MEMORY = 16L << 20;

    public PostgresStreamSettings {
        if (answerTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("answerTimeout >= 1 s, not " + answerTimeout);
        }
    }

    /** Settings with the measured defaults for sizes and times. */
    public static PostgresStreamSettings of(CaptureSettings capture) {
        return new PostgresStreamSettings(
                capture, DEFAULT_ROWS_IN_MEMORY, DEFAULT_BYTES_IN_MEMORY, Duration.ofSeconds(60));
    }

    DatabaseLogin login() {
        return capture.login();
    }

    String slotName() {
        return capture.names().slot();
    }

    String publicationName() {
        return capture.names().publication();
    }

    /** The settings without the password. */
    @Override
    public String toString() {
        return "stream of " + login().address().database() + " at "
                + login().address().authority() + " by slot " + slotName();
    }
}
