package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * Settings of a stream from a MySQL or MariaDB server.
 *
 * @param capture the database and scope; its slot also names the stream: one per pipeline
 * @param maxRowsInMemory a transaction with more rows goes to disk
 * @param maxBytesInMemory a transaction with more bytes goes to disk
 * @param answerTimeout the time limit for connecting, and for any sign of life of the server; at least a second
 */
public record BinlogStreamSettings(
        CaptureSettings capture, int maxRowsInMemory, long maxBytesInMemory, Duration answerTimeout) {
    public static final int DEFAULT_ROWS_IN_MEMORY = 20_000;
    public static final long DEFAULT_BYTES_IN_MEMORY = 16L << 20;
    private static final long LOWEST_REPLICA = 1L << 31;
    private static final long REPLICAS = (1L << 31) - 1;

    public BinlogStreamSettings {
        if (answerTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("answerTimeout >= 1 s, not " + answerTimeout);
        }
    }

    /** Settings with the measured defaults for sizes and times. */
    public static BinlogStreamSettings of(CaptureSettings capture) {
        return new BinlogStreamSettings(
                capture, DEFAULT_ROWS_IN_MEMORY, DEFAULT_BYTES_IN_MEMORY, Duration.ofSeconds(60));
    }

    DatabaseLogin login() {
        return capture.login();
    }

    String name() {
        return capture.names().slot();
    }

    /**
     * The number by which the server knows this stream among its replicas. The server ends the session of a replica when another one
     * with its number connects, so the number is the same at each start and differs between pipelines. People number their servers from
     * 1, so it is in the upper half of the range.
     */
    long replicaNumber() {
        long hash =
                UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
        return LOWEST_REPLICA + Math.floorMod(hash, REPLICAS);
    }

    /** The settings without the password. */
    @Override
    public String toString() {
        return "stream " + name() + " of " + login().address().authority();
    }
}
