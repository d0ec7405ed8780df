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
 * Tests the other jobs: plants known differences in the canary's rows, requires every job to report exactly these, and correction to
 * repair them. The jobs are the instances that verify all other rows, restricted to the canary's rows.
 *
 * <p>A run that could not plant, because the rows are missing, differ or keep changing, fails: it proves nothing. A run in which a job
 * missed a plant succeeds with the verdict DIVERGED.
 */
public final class CanaryJob implements Job {
    /** A sample of this many rows draws all of them. */
    static final int MOST_ROWS = 100;

    private final Canary canary;
    private final Map<JobKind, Job> jobs;
    private final Lock planting;

    /**
     * @param jobs the jobs to test, in order
     * @param planting held while a difference may be in place
     */
    public CanaryJob(Canary canary, Map<JobKind, Job> jobs, Lock planting) {
        this.canary = canary;
        this.jobs = jobs;
        this.planting = planting;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        if (!context.run().scope().tables().isEmpty()
                || !context.run().scope().tenants().isEmpty()) {
            throw new IllegalArgumentException("the canary has rows of its own: start it without tables and tenants");
        }
        planting.lock();
        try {
            inTurn(context, tally);
        } finally {
            planting.unlock();
        }
    }

    private void inTurn(RunContext context, Tally tally) {
        CanaryCleanup cleanup = new CanaryCleanup(context, canary);
        cleanup.removeAll();
        requireNoCascade();
        CanaryRows rows = new CanaryRows(context, canary);
        List<String> failures = new ArrayList<>();
        try {
            CanaryRound round = new CanaryRound(context, canary, jobs, rows, cleanup);
            failures.addAll(round.run(rows::changedAndMissing));
            if (canary.scope().extraKey().isPresent()) {
                failures.addAll(round.run(rows::extra));
            }
        } catch (RuntimeException e) {
            cleanup.removeAfterFailure(e);
            throw e;
        }
        tally.result(result(rows.number(), failures));
    }

    private void requireNoCascade() {
        List<String> cascades = canary.references().to(canary.scope().table());
        if (!cascades.isEmpty()) {
            throw new IllegalStateException(
                    "deleting a row of " + canary.scope().table()
                            + " in the target would change rows of other tables (" + String.join(", ", cascades)
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
                failures.isEmpty()
                        ? "every job found the planted differences; correction repaired them"
                        : String.join("; ", failures));
    }
}
