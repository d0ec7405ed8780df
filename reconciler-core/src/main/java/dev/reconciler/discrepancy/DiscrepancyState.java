package dev.reconciler.discrepancy;

import java.util.Set;

/** The life of a discrepancy; {@link #next} holds every legal transition. */
public enum DiscrepancyState {
    OPEN,
    AUTO_CORRECTED,
    IN_REVIEW,
    RESOLVED,
    ACCEPTED,
    HEALED;

    /**
     * States that may follow. A discrepancy that is seen again after it was healed, corrected, resolved, or accepted until a
     * date gone by, is opened again; an undone correction and a reopened decision go to review. A person may decide an open one (policy report,
     * dry-run) as well as one in review.
     */
    public Set<DiscrepancyState> next() {
        return switch (this) {
            case OPEN -> Set.of(AUTO_CORRECTED, IN_REVIEW, RESOLVED, ACCEPTED, HEALED);
            case IN_REVIEW -> Set.of(RESOLVED, ACCEPTED, HEALED);
            case AUTO_CORRECTED, RESOLVED, ACCEPTED -> Set.of(OPEN, IN_REVIEW);
            case HEALED -> Set.of(OPEN);
        };
    }

    /** Whether it still counts as a difference that nobody has dealt with. */
    public boolean isOpen() {
        return this == OPEN || this == IN_REVIEW;
    }
}
