package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.drift.Injected;
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
        DriftOutcome outcome) {
    /** Found, and repaired or handed to a person; a drift that may go unseen may also have healed by itself. */
    public boolean isDealtWith() {
        return outcome == DriftOutcome.CORRECTED
                || outcome == DriftOutcome.QUEUED
                || (!drift.mustBeFound() && outcome == DriftOutcome.HEALED);
    }
}
