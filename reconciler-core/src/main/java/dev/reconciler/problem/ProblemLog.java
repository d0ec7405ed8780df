package dev.reconciler.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a standing problem once when it opens and once when it ends. */
public final class ProblemLog implements ProblemListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

    @Override
    public void opened(StandingProblem problem) {
        LOG.error(
                "problem step={} table={} effect={} failures={} cause=\"{}\" action=\"{}\"",
                problem.key().step(),
                problem.key().table(),
                problem.effect(),
                problem.failures(),
                problem.cause(),
                problem.action());
    }

    @Override
    public void ended(StandingProblem problem) {
        LOG.info(
                "problem ended step={} table={} cause=\"{}\"",
                problem.key().step(),
                problem.key().table(),
                problem.cause());
    }
}
