package dev.reconciler.app.background;

import dev.reconciler.endpoint.engine.FailureAdvice;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;

/** Reports failed steps to {@link Problems}, with the cause and the next action that the failure names. */
public final class StepFailures {
    private final Problems problems;

    public StepFailures(Problems problems) {
        this.problems = problems;
    }

    /** A step failed and is retried. */
    public void failed(ProblemKey key, Throwable because, Effect effect) {
        FailureAdvice advice = FailureAdvice.of(because);
        if (advice.healsByItself()) {
            problems.waits(key, advice.cause(), advice.action(), effect);
        } else {
            problems.failed(key, advice.cause(), advice.action(), effect);
        }
    }

    public void ended(ProblemKey key) {
        problems.ended(key);
    }
}
