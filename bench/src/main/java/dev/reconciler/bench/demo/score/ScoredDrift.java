package dev.reconciler.bench.demo.score;

import dev.reconciler.discrepancy.Cause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One injected drift and what the daemon made of it.
 *
 * @param cause that the daemon gave; null if it found none of it
 */
public record ScoredDrift(
        Injected drift,
        @Nullable Instant detectedAt,
        @Nullable Cause cause,
        Outcome outcome) {
    /** Found, and repaired or handed to a person; a hot row may also have been written anew by the stream. */
    public boolean isDealtWith() {
        return outcome == Outcome.CORRECTED || outcome == Outcome.QUEUED || (drift.hot() && outcome == Outcome.HEALED);
    }
}
