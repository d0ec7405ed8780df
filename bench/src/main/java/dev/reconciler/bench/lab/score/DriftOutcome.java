package dev.reconciler.bench.lab.score;

import dev.reconciler.discrepancy.DiscrepancyState;

/** The outcome of a drift; the best of several comes first. */
public enum DriftOutcome {
    /** The target row is right again, and the daemon recorded the correction. */
    CORRECTED,
    /** It is in the review queue. */
    QUEUED,
    /** The row is right, and the daemon did not correct it: the stream wrote it again, or the drift did no harm. */
    HEALED,
    /** Detected, without an action yet. */
    REPORTED,
    MISSED;

    public static DriftOutcome of(DiscrepancyState state) {
        return switch (state) {
            case AUTO_CORRECTED, RESOLVED -> CORRECTED;
            case IN_REVIEW, ACCEPTED -> QUEUED;
            case HEALED -> HEALED;
            case OPEN -> REPORTED;
        };
    }
}
