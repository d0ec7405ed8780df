package dev.reconciler.cdc.apply;

import java.time.Duration;

/**
 * How the applier works; {@link #defaults} suits a busy pipeline.
 *
 * @param batchRows rows of one batch, and of one piece of a larger transaction; bounds the memory of applying
 * @param queuedRows rows that wait to be applied before the stream is held back
 * @param positionInterval least time between two commits that only move the position while the stream is busy
 * @param firstRetry delay before a failed batch is tried again; doubles up to {@code lastRetry}
 */
public record ApplySettings(
        int batchRows, int queuedRows, Duration positionInterval, Duration firstRetry, Duration lastRetry) {
    public ApplySettings {
        if (batchRows < 1 || queuedRows < 1) {
            throw new IllegalArgumentException("a batch and the queue hold at least one row");
        }
    }

    public static ApplySettings defaults() {
        return new ApplySettings(10_000, 40_000, Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(5));
    }
}
