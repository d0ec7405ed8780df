package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;

/**
 * State changes of discrepancies in a period. A discrepancy that was found again after it was closed counts again.
 *
 * @param found new, or found again by a verification
 * @param autoCorrected corrected by policy
 * @param healed a later verification found agreement
 * @param queued sent to review, by policy or by a person who reopened a decision
 * @param resolved by a person's decision
 * @param accepted until a date, by a person's decision
 */
public record ActivityCounts(long found, long autoCorrected, long healed, long queued, long resolved, long accepted) {
    public static final ActivityCounts NONE = new ActivityCounts(0, 0, 0, 0, 0, 0);

    static ActivityCounts of(DiscrepancyState state, long count) {
        return switch (state) {
            case OPEN -> new ActivityCounts(count, 0, 0, 0, 0, 0);
            case AUTO_CORRECTED -> new ActivityCounts(0, count, 0, 0, 0, 0);
            case HEALED -> new ActivityCounts(0, 0, count, 0, 0, 0);
            case IN_REVIEW -> new ActivityCounts(0, 0, 0, count, 0, 0);
            case RESOLVED -> new ActivityCounts(0, 0, 0, 0, count, 0);
            case ACCEPTED -> new ActivityCounts(0, 0, 0, 0, 0, count);
        };
    }

    ActivityCounts plus(ActivityCounts more) {
        return new ActivityCounts(
                found + more.found,
                autoCorrected + more.autoCorrected,
                healed + more.healed,
                queued + more.queued,
                resolved + more.resolved,
                accepted + more.accepted);
    }

    /** The changes to a state that is not open. */
    public long closed() {
        return autoCorrected + healed + resolved + accepted;
    }
}
