package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Proof;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.At;
import dev.reconciler.run.RuleResult.Figures;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RuleResult.Timing;
import dev.reconciler.run.RuleResult.Values;
import dev.reconciler.run.RuleResults;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the result of each rule and tenant of a run, and adds it to the run's tally. Results are recorded by {@link #flush}: a
 * verdict only after its window was found intact and its findings are recorded.
 */
final class RuleRecorder {
    private final String run;
    private final Tally tally;
    private final RuleResults results;
    private final InstantSource clock;
    private final Map<RuleTask, Timing> timings = new ConcurrentHashMap<>();
    private final List<RuleResult> pending = new ArrayList<>();

    RuleRecorder(String run, Tally tally, RuleResults results, InstantSource clock) {
        this.run = run;
        this.tally = tally;
        this.results = results;
        this.clock = clock;
    }

    /** Evaluates a rule, and notes how long that took, even if it fails. Readers call this in parallel. */
    RuleOutcome timed(RuleTask task, Supplier<RuleOutcome> evaluation) {
        Instant started = clock.instant();
        try {
            return evaluation.get();
        } finally {
            timings.put(task, new Timing(started, Duration.between(started, clock.instant())));
        }
    }

    void agreed(RuleTask task, RuleOutcome.Agreed agreed, Proof proof) {
        tally.rule(task.rule(), task.tenant(), 0);
        verdict(
                task,
                Outcome.AGREED,
                new Figures(agreed.groups(), 0, List.of()),
                agreed.values(),
                agreed.extent(),
                proof);
    }

    void violated(RuleTask task, RuleOutcome.Violated violated, Proof proof) {
        tally.rule(task.rule(), task.tenant(), violated.violations());
        List<RuleResult.Difference> kept = violated.details().stream()
                .limit(Figures.MOST_KEPT)
                .map(each -> new RuleResult.Difference(each.group(), values(each.values())))
                .toList();
        Figures figures = new Figures(violated.groups(), violated.violations(), kept);
        verdict(task, Outcome.VIOLATED, figures, violated.values(), violated.extent(), proof);
    }

    private void verdict(
            RuleTask task,
            Outcome outcome,
            Figures figures,
            RuleOutcome.@Nullable Sides values,
            RuleOutcome.Extent extent,
            Proof proof) {
        pending.add(new RuleResult(
                run,
                task.subject(),
                outcome,
                figures,
                values == null ? null : values(values),
                extent.note(),
                new At(proof.fenceSequence(), proof.fencePosition()),
                timing(task)));
    }

    void undecided(RuleTask task, String reason) {
        tally.undecided(task.rule(), task.tenant(), reason);
        without(task, Outcome.UNVERIFIABLE, reason);
    }

    void failed(RuleTask task, String reason) {
        tally.failed(task.rule(), task.tenant(), reason);
        without(task, Outcome.ERROR, reason);
    }

    private void without(RuleTask task, Outcome outcome, String reason) {
        pending.add(RuleResult.withoutVerdict(run, task.subject(), outcome, reason, timing(task)));
    }

    private Timing timing(RuleTask task) {
        return timings.getOrDefault(task, new Timing(clock.instant(), Duration.ZERO));
    }

    private static Values values(RuleOutcome.Sides sides) {
        return new Values(sides.source(), sides.target(), sides.difference());
    }

    /** Records the results since the last call. */
    void flush() {
        results.record(List.copyOf(pending));
        pending.clear();
    }
}
