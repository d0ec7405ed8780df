package dev.reconciler.app.problem;

import dev.reconciler.app.background.StepFailures;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports failed runs as standing problems: of the table that can't be filled, else of the job. The pipeline is stopped when no
 * table is filled, or when no job that verifies has reached a verdict since one of them began to fail.
 */
public final class RunProblems implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunProblems.class);
    private static final String ACTION =
            "do what the cause asks for; docs/OPERATIONS.md, section \"A run did not succeed\", lists the usual ones";
    private static final ProblemKey NOTHING_FILLED = ProblemKey.ofPipeline("backfill");
    private static final ProblemKey NO_VERDICT = ProblemKey.ofPipeline("verification");

    private final Problems problems;
    private final StepFailures failures;
    private final BooleanSupplier anyFilled;
    private final Map<JobKind, Boolean> verdicts = new HashMap<>();
    private final Set<String> notFilled = new HashSet<>();

    /** @param anyFilled tells whether any table is filled; queries the target */
    public RunProblems(Problems problems, BooleanSupplier anyFilled) {
        this.problems = problems;
        this.failures = new StepFailures(problems);
        this.anyFilled = anyFilled;
    }

    @Override
    public synchronized void tableNotFilled(Run run, String table, RuntimeException because) {
        notFilled.add(table);
        failures.failed(ProblemKey.ofTable("backfill", table), because, Effect.PARTIAL);
    }

    @Override
    public synchronized void tableFilled(Run run, String table) {
        notFilled.remove(table);
        problems.ended(ProblemKey.ofTable("backfill", table));
    }

    @Override
    public synchronized void finished(Run run, List<RunResult> results, Duration took) {
        JobKind job = JobKind.of(run.job());
        // A run over a past span does not stand for its job, which reads all rows.
        if (run.state() == RunState.INTERRUPTED || run.scope().changed() != null) {
            return;
        }
        boolean succeeded = run.state() == RunState.SUCCEEDED;
        if (job == JobKind.BACKFILL) {
            backfill(run, succeeded);
        } else {
            verification(run, job, succeeded, results);
        }
    }

    private void backfill(Run run, boolean succeeded) {
        if (succeeded || !notFilled.isEmpty() && isAnyFilled()) {
            problems.ended(NOTHING_FILLED);
        } else {
            problems.failed(NOTHING_FILLED, run.error(), ACTION, isAnyFilled() ? Effect.PARTIAL : Effect.STOPPED);
        }
    }

    private boolean isAnyFilled() {
        try {
            return anyFilled.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.debug("the tables' states are unknown: the query failed", e);
            return false;
        }
    }

    /** A run that failed on one table has reached a verdict for the remaining tables. */
    private void verification(Run run, JobKind job, boolean succeeded, List<RunResult> results) {
        boolean reached = succeeded
                || results.stream().anyMatch(r -> r.verdict() == Verdict.AGREED || r.verdict() == Verdict.DIVERGED);
        verdicts.put(job, reached);
        ProblemKey key = ProblemKey.ofPipeline(job.jobName());
        if (reached) {
            problems.ended(NO_VERDICT);
        }
        if (succeeded) {
            problems.ended(key);
            return;
        }
        problems.failed(key, run.error(), ACTION, Effect.PARTIAL);
        if (verdicts.values().stream().noneMatch(any -> any)) {
            problems.failed(NO_VERDICT, "no job has reached a verdict: " + run.error(), ACTION, Effect.STOPPED);
        }
    }
}
