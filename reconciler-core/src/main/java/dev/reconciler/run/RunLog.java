package dev.reconciler.run;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how runs end and what they find; never a row's values. */
public final class RunLog implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.reconciler.runs");

    @Override
    public void recorded(String run, Recorded recorded) {
        if (recorded.outcome() != Recorded.Outcome.SEEN_AGAIN) {
            Discrepancy found = recorded.discrepancy();
            LOG.info(
                    "{} {} in {}, tenant {}: discrepancy {}",
                    recorded.outcome(),
                    found.type(),
                    found.place().table(),
                    found.place().tenant(),
                    found.id());
        }
    }

    @Override
    public void planned(String run, String table, String discrepancy, String kind) {
        LOG.info(
                "correction planned, not written (correction.dryRun) table={} kind={} discrepancy={} run={}",
                table,
                kind,
                discrepancy,
                run);
    }

    @Override
    public void canaryFailed(Run run, String job, String reason) {
        LOG.error("canary run {}: {} {}", run.id(), job, reason);
    }

    @Override
    public void finished(Run run, List<RunResult> results, Duration took) {
        if (run.state() != RunState.SUCCEEDED) {
            LOG.warn("{} run {} {}: {}", run.job(), run.id(), run.state(), run.error());
            return;
        }
        long diverged =
                results.stream().filter(r -> r.verdict() == Verdict.DIVERGED).count();
        LOG.info(
                "{} run {} took {} ms; {} of {} results diverged",
                run.job(),
                run.id(),
                took.toMillis(),
                diverged,
                results.size());
    }
}
