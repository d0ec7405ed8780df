package dev.reconciler.verify.coverage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table's chunks in numbers.
 *
 * @param dirty chunks that the stream changed after they were verified
 * @param diverged chunks with differences at their last verification
 * @param never chunks that were never verified
 * @param oldestVerifiedAt the earliest time of verification of any chunk; null if a chunk was never verified
 */
public record ChunkSummary(
        long total,
        long dirty,
        long diverged,
        long never,
        @Nullable Instant oldestVerifiedAt) {
    public static final ChunkSummary NONE = new ChunkSummary(0, 0, 0, 0, null);
}
