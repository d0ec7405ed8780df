package dev.reconciler.cdc.apply;

import java.time.Duration;

/**
 * Settings of the applier. The configuration sets the sizes; {@link #of} adds the times.
 *
 * @param batchRows rows of one batch, and of one piece of a larger transaction; bounds the memory of applying
 * @param queuedRows the largest number of queued rows before the stream is held back
 * @param positionInterval least time between two commits that only move the position while the stream is busy
 * @param firstRetry delay before a failed batch is retried; doubles up to {@code lastRetry}
 */
public record ApplySettings(
        int batchRows, int queuedRows, Duration positionInterval, Duration firstRetry, Duration lastRetry) {
    public ApplySettings {
        if (batchRows < 1 || queuedRows < 1) {
            throw new IllegalArgumentException("a batch and the queue hold at least one row");
        }
    }

    /** Settings with times for a busy pipeline. */
    public static ApplySettings of(int batchRows, int queuedRows) {
        return new ApplySettings(
                batchRows, queuedRows, Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    /** Returns the delay that follows this one: twice as long, at most {@link #lastRetry}. */
    public Duration nextRetry(Duration delay) {
        Duration doubled = delay.multipliedBy(2);
        return doubled.compareTo(lastRetry) < 0 ? doubled : lastRetry;
    }
}
