package dev.reconciler.problem;

import java.time.Instant;

/**
 * A named problem that a person should look at.
 *
 * @param cause why the step fails, one sentence
 * @param action what the operator does next: a statement, a setting or a command
 * @param effect whether anything can still progress
 * @param failures how often the step has failed with this cause
 * @param since when it failed with this cause for the first time
 */
public record StandingProblem(ProblemKey key, String cause, String action, Effect effect, int failures, Instant since) {
    /** How much of the pipeline a problem stops. */
    public enum Effect {
        /** The rest of the pipeline progresses; the daemon stays ready. */
        PARTIAL,
        /** Nothing progresses: no table is filled, no change applied or no verdict reached. The daemon is not ready. */
        STOPPED
    }
}
