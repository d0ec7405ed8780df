package dev.reconciler.canary;

import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.job.Job;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.run.job.Tally;
import dev.reconciler.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/**
 * Proves that the checks still bite: plants known differences in rows of its own, requires every job to find exactly these, and
 * correction to repair them. The jobs are the very ones that verify everything else, restricted to the canary's rows.
 *
 * <p>A run that could not plant, because the rows are not there, not equal or changed all the time, has failed: it proves
 * nothing. One in which a job did not find what it must has succeeded, and diverged.
 */
public final class CanaryJob implements Job {
    /** A sample of so few rows draws them all. */
    static final int MOST_ROWS = 100;

    private final Canary canary;
    private final Map<JobKind, Job> jobs;
    private final Lock planting;

    /**
     * @param jobs to be tried, in order
     * @param planting held while anything is planted
     */
    public CanaryJob(Canary canary, Map<JobKind, Job> jobs, Lock planting) {
        this.canary = canary;
        this.jobs = jobs;
        this.planting = planting;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        if (!context.run().tables().isEmpty() || !context.run().tenants().isEmpty()) {
            throw new IllegalArgumentException("the canary has rows of its own: ask for it without tables and tenants");
        }
        planting.lock();
        try {
            inTurn(context, tally);
        } finally {
            planting.unlock();
        }
    }

    private void inTurn(RunContext context, Tally tally) {
        CanaryTidying tidying = new CanaryTidying(context, canary);
        tidying.everything();
        requireThatNothingIsTakenAlong();
        CanaryRows rows = new CanaryRows(context, canary);
        List<String> failures = new ArrayList<>();
        try {
            CanaryRound round = new CanaryRound(context, canary, jobs, rows, tidying);
            failures.addAll(round.run(rows::changedAndMissing));
            if (canary.scope().extraKey().isPresent()) {
                failures.addAll(round.run(rows::extra));
            }
        } catch (RuntimeException e) {
            tidying.afterFailure(e);
            throw e;
        }
        tally.result(result(rows.number(), failures));
    }

    private void requireThatNothingIsTakenAlong() {
        List<String> along = canary.references().to(canary.scope().table());
        if (!along.isEmpty()) {
            throw new IllegalStateException(
                    "deleting a row of " + canary.scope().table()
                            + " in the target would change rows of other tables (" + String.join(", ", along)
                            + "): give the canary a table to which no cascading foreign key refers");
        }
    }

    private RunResult result(long rows, List<String> failures) {
        CanaryScope scope = canary.scope();
        TenantId tenant = scope.tenants() instanceof TenantScope.Tenants some
                ? some.ids().iterator().next()
                : TenantId.NONE;
        return new RunResult(
                scope.table().id(),
                tenant,
                failures.isEmpty() ? Verdict.AGREED : Verdict.DIVERGED,
                rows,
                rows,
                0,
                failures.size(),
                failures.isEmpty() ? "found by every job, and repaired" : String.join("; ", failures));
    }
}
