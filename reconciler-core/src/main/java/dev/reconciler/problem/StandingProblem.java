package dev.reconciler.problem;

import java.time.Instant;

/**
 * A named problem that a person should look at.
 *
 * @param cause the cause of the failure, one sentence
 * @param action the operator's next action: a statement, a setting or a command
 * @param effect the part of the pipeline that is stopped
 * @param failures the number of failures with this cause
 * @param since the time of the first failure with this cause
 */
public record StandingProblem(ProblemKey key, String cause, String action, Effect effect, int failures, Instant since) {
    /** The part of the pipeline that a problem stops. */
    public enum Effect {
        /** The rest of the pipeline progresses; the daemon stays ready. */
        PARTIAL,
        /** Nothing progresses: no table is filled, no change applied or no verdict reached. The daemon is not ready. */
        STOPPED
    }
}
