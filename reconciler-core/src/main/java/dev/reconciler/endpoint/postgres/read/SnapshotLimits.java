package dev.reconciler.endpoint.postgres.read;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The longest time that the server keeps a snapshot: one that is held for longer keeps vacuum from cleaning up. And
 * with which rights users' queries read it.
 *
 * @param window the time that a window lasts
 * @param margin the time that it may take beyond that before the server ends the session
 * @param queryRole the role that users' queries run under; null for the session's own
 */
public record SnapshotLimits(
        Duration window, Duration margin, @Nullable String queryRole) {
    public static final SnapshotLimits DEFAULT = new SnapshotLimits(Duration.ofSeconds(60), Duration.ofSeconds(15));

    public SnapshotLimits {
        if (window.isNegative() || window.isZero() || margin.isNegative()) {
            throw new IllegalArgumentException("a window lasts a positive time, and its margin is not negative");
        }
    }

    public SnapshotLimits(Duration window, Duration margin) {
        this(window, margin, null);
    }

    public SnapshotLimits withQueryRole(@Nullable String role) {
        return new SnapshotLimits(window, margin, role);
    }

    long totalMillis() {
        return window.plus(margin).toMillis();
    }
}
