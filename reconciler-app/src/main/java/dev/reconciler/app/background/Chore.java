package dev.reconciler.app.background;

import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import org.slf4j.Logger;

/**
 * A repeated step, whose failures must neither end it nor fill the log: a failure is logged once, and becomes a standing problem
 * when it repeats. A step that the daemon's end interrupts has not failed. An {@link Error} ends the process.
 */
public final class Chore implements Runnable {
    private final ProblemKey step;
    private final String what;
    private final Runnable work;
    private final StepFailures failures;
    private final Logger log;
    private boolean failing;

    /**
     * @param step the problem's step, in kebab case
     * @param what its action, as a verb that completes "could not"
     */
    public Chore(String step, String what, Runnable work, Problems problems, Logger log) {
        this.step = ProblemKey.ofPipeline(step);
        this.what = what;
        this.work = work;
        this.failures = new StepFailures(problems);
        this.log = log;
    }

    @Override
    public void run() {
        try {
            work.run();
            if (failing) {
                log.info("could {} again", what);
                failures.ended(step);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                log.debug("interrupted while it would {}", what, e);
                return;
            }
            if (!failing) {
                log.warn("could not {}; retrying: {}", what, e.getMessage());
            }
            failing = true;
            failures.failed(step, e, Effect.PARTIAL);
        } catch (Error e) {
            FatalError.end(Thread.currentThread(), e);
        }
    }
}
