package dev.reconciler.app.http;

import dev.reconciler.problem.StandingProblem;
import java.time.Instant;

/**
 * A standing problem, as API and pages show it.
 *
 * @param table mapping id; empty if the problem concerns the whole pipeline
 * @param effect {@code PARTIAL} or {@code STOPPED}
 * @param failures how often the step has failed with this cause
 * @param since when it failed with this cause for the first time
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

    /** Whether nothing progresses while it stands, so that the daemon is not ready. */
    public boolean stops() {
        return effect.equals(StandingProblem.Effect.STOPPED.name());
    }
}
