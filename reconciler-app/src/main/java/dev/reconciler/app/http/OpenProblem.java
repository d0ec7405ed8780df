package dev.reconciler.app.http;

import dev.reconciler.problem.StandingProblem;
import java.time.Instant;

/**
 * A standing problem, as API and pages show it.
 *
 * @param table mapping id; empty if the problem concerns the whole pipeline
 * @param effect {@code PARTIAL} or {@code STOPPED}
 * @param failures number of the step's failures with this cause
 * @param since time of its first failure with this cause
 */
public record OpenProblem(
        String step, String table, String cause, String action, String effect, int failures, Instant since) {
    public static OpenProblem of(StandingProblem problem) {
        return new OpenProblem(
                problem.key().step(),
                problem.key().table(),
                problem.cause(),
                problem.action(),
                problem.effect().name(),
                problem.failures(),
                problem.since());
    }

    /** Returns whether it stops the whole pipeline, so that the daemon is not ready. */
    public boolean stops() {
        return effect.equals(StandingProblem.Effect.STOPPED.name());
    }
}
