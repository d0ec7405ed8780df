package dev.reconciler.endpoint.postgres.read;

import java.time.Duration;

/**
 * How long the server keeps a snapshot at most, whoever holds it: one that is held for longer keeps vacuum from cleaning up.
 *
 * @param window how long a window lasts
 * @param margin what it may take more before the server ends the session
 */
public record SnapshotLimits(Duration window, Duration margin) {
    public static final SnapshotLimits DEFAULT = new SnapshotLimits(Duration.ofSeconds(60), Duration.ofSeconds(15));

    public SnapshotLimits {
        if (window.isNegative() || window.isZero() || margin.isNegative()) {
            throw new IllegalArgumentException("a window lasts a positive time, and its margin is not negative");
        }
    }

    long totalMillis() {
        return window.plus(margin).toMillis();
    }
}
