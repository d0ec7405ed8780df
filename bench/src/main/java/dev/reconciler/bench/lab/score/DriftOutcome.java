package dev.reconciler.bench.lab.score;

import dev.reconciler.discrepancy.DiscrepancyState;

/** What became of a drift; the best of several comes first. */
public enum DriftOutcome {
    /** The target row is right again, and the daemon says that it did it. */
    CORRECTED,
    /** A person has been asked. */
    QUEUED,
    /** The row is right, and the daemon did not correct it: the stream wrote it anew, or there was no harm. */
    HEALED,
    /** Seen, and nothing done yet. */
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
