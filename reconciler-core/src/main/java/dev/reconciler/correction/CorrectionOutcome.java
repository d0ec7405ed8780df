package dev.reconciler.correction;

import org.jspecify.annotations.Nullable;

/**
 * What became of a plan.
 *
 * @param correction the journal entry's id, if CORRECTED
 * @param reason why not, otherwise; for people
 */
public record CorrectionOutcome(
        CorrectionPlan plan, Result result, @Nullable String correction, String reason) {
    public enum Result {
        /** Written, journaled and committed. */
        CORRECTED,
        /** The stream went on for this key, or it can't be told whether it did: verify again. */
        SUPERSEDED,
        /** The target's row is not what was judged: verify again. */
        CHANGED,
        /** The row that it refers to is missing. */
        WAITS_FOR_PARENT,
        /** The target would not have it. */
        REFUSED,
        /** It would have been tried. */
        DRY_RUN;

        /** Whether another window should look at the row again soon. */
        public boolean isToBeVerifiedAgain() {
            return switch (this) {
                case CORRECTED, SUPERSEDED, CHANGED, WAITS_FOR_PARENT -> true;
                case REFUSED, DRY_RUN -> false;
            };
        }
    }

    public static CorrectionOutcome corrected(CorrectionPlan plan, String correction) {
        return new CorrectionOutcome(plan, Result.CORRECTED, correction, "");
    }

    public static CorrectionOutcome not(CorrectionPlan plan, Result result, String reason) {
        return new CorrectionOutcome(plan, result, null, reason);
    }

    public boolean isCorrected() {
        return result == Result.CORRECTED;
    }
}
