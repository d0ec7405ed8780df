package dev.reconciler.verify.coverage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table's chunks in numbers.
 *
 * @param dirty verified once, and changed by the stream since
 * @param diverged with differences when they were verified last
 * @param never not verified yet
 * @param oldestVerifiedAt when the chunk was verified that was verified longest ago; null if one never was
 */
public record ChunkSummary(
        long total,
        long dirty,
        long diverged,
        long never,
        @Nullable Instant oldestVerifiedAt) {
    public static final ChunkSummary NONE = new ChunkSummary(0, 0, 0, 0, null);
}
