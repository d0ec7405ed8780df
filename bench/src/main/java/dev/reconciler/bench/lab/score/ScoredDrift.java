package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.discrepancy.Cause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One injected drift and its outcome.
 *
 * @param cause the cause that the daemon recorded; null if it did not find the drift
 */
public record ScoredDrift(
        Injected drift,
        @Nullable Instant detectedAt,
        @Nullable Cause cause,
        DriftOutcome outcome) {
    /** Found, and repaired or in review; a drift that may go unseen may also have healed by itself. */
    public boolean isDealtWith() {
        return outcome == DriftOutcome.CORRECTED
                || outcome == DriftOutcome.QUEUED
                || (!drift.mustBeFound() && outcome == DriftOutcome.HEALED);
    }
}
