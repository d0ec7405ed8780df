package dev.reconciler.app.web;

import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunState;
import dev.reconciler.run.RunSummary;
import dev.reconciler.run.Runs;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run as pages show it. Its tag shows its verdict, not its state: a run is green only if everything it was asked for was verified
 * and agrees; it is red if it found a difference, even if it then failed; a run that proved nothing, or less than it was asked for,
 * has no verdict.
 */
public record RunLine(Run run, RunSummary summary) {
    static List<RunLine> of(Runs runs, List<Run> shown) {
        Map<String, RunSummary> summaries =
                runs.summaries(shown.stream().map(Run::id).toList());
        return shown.stream()
                .map(run -> new RunLine(run, summaries.getOrDefault(run.id(), RunSummary.NONE)))
                .toList();
    }

    public String tone() {
        if (run.state() == RunState.RUNNING) {
            return "info";
        }
        if (summary.count(Verdict.DIVERGED) > 0) {
            return "bad";
        }
        if (isScored()) {
            return "info";
        }
        return isComplete() ? "good" : "warn";
    }

    public String result() {
        long differ = summary.count(Verdict.DIVERGED);
        if (run.state() == RunState.RUNNING) {
            return summary.chunks() == 0 ? "running" : "running · " + Show.number(summary.chunks()) + " chunks";
        }
        if (differ > 0) {
            return Show.number(differ) + " of " + Show.number(summary.results()) + " differ · "
                    + Show.number(summary.differences()) + " " + noun()
                    + (run.state() == RunState.SUCCEEDED ? "" : " · incomplete");
        }
        if (isScored()) {
            return "no verdict · scored";
        }
        if (isComplete()) {
            return isBackfill() ? "filled" : "all equal";
        }
        long open = summary.results() - summary.count(Verdict.AGREED);
        return open > 0
                ? "no verdict on " + Show.number(open) + " of " + Show.number(summary.results())
                : "no verdict · " + Show.words(run.state());
    }

    /** A backfill that had nothing left to fill has no results. */
    private boolean isComplete() {
        return run.state() == RunState.SUCCEEDED
                && summary.verdict().map(Verdict.AGREED::equals).orElse(isBackfill());
    }

    /** Returns whether the run scored rows to its end; such a run has no verdict. */
    public boolean isScored() {
        return run.state() == RunState.SUCCEEDED && run.job().equals(JobKind.ANOMALIES.jobName());
    }

    private boolean isBackfill() {
        return run.job().equals(JobKind.BACKFILL.jobName());
    }

    private String noun() {
        boolean rows = List.of(JobKind.CHECKSUM, JobKind.INCREMENTAL, JobKind.SAMPLE).stream()
                .anyMatch(job -> job.jobName().equals(run.job()));
        String noun = rows ? "row" : "difference";
        return summary.differences() == 1 ? noun : noun + "s";
    }

    public String tables() {
        return run.scope().tables().isEmpty()
                ? "all"
                : String.join(", ", run.scope().tables());
    }

    /** The span of time whose changed rows the run verifies; empty for all rows. */
    public String changed() {
        ChangedBetween changed = run.scope().changed();
        return changed == null ? "" : "changed from " + changed;
    }

    public Duration took(Instant now) {
        return Duration.between(
                run.times().started(),
                run.times().finished() == null ? now : run.times().finished());
    }
}
