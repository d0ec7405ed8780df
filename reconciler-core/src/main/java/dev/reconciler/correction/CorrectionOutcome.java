package dev.reconciler.correction;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a plan.
 *
 * @param correction the journal entry's id, if CORRECTED
 * @param reason the reason why the plan was not carried out, for people
 */
public record CorrectionOutcome(
        CorrectionPlan plan, Result result, @Nullable String correction, String reason) {
    public enum Result {
        /** Written, journaled and committed. */
        CORRECTED,
        /** The stream has changed this key since, or may have: verify again. */
        SUPERSEDED,
        /** The target's row differs from the judged image: verify again. */
        CHANGED,
        /** The referenced row is missing. */
        WAITS_FOR_PARENT,
        /** The target rejected the write. */
        REFUSED,
        /** Not attempted: corrections are in dry-run. */
        DRY_RUN;

        /** Returns whether another window should look at the row again soon. */
        public boolean needsVerification() {
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
