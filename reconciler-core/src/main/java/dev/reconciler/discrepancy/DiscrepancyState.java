package dev.reconciler.discrepancy;

import java.util.Set;

/** The lifecycle of a discrepancy; {@link #next} holds every legal transition. */
public enum DiscrepancyState {
    OPEN,
    AUTO_CORRECTED,
    IN_REVIEW,
    RESOLVED,
    ACCEPTED,
    HEALED;

    /**
     * States that may follow. A discrepancy that is found again after it was healed, corrected or resolved, or after its
     * acceptance expired, is reopened; an undone correction and a reopened decision go to review. A person may decide an open one
     * (policy report, dry-run) as well as one in review.
     */
    public Set<DiscrepancyState> next() {
        return switch (this) {
            case OPEN -> Set.of(AUTO_CORRECTED, IN_REVIEW, RESOLVED, ACCEPTED, HEALED);
            case IN_REVIEW -> Set.of(RESOLVED, ACCEPTED, HEALED);
            case AUTO_CORRECTED, RESOLVED, ACCEPTED -> Set.of(OPEN, IN_REVIEW);
            case HEALED -> Set.of(OPEN);
        };
    }

    /** Returns whether it counts as an unsettled difference. */
    public boolean isOpen() {
        return this == OPEN || this == IN_REVIEW;
    }
}
