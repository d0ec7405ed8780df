package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleGoal;
import dev.reconciler.verify.sample.SampleOutcome;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.Lane;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Compares whole rows that are drawn uniformly from every table, and reports a confidence interval for the share of differing
 * rows.
 */
public final class SampleJob implements Job {
    private final SampleGoal goal;
    private final LongSupplier seeds;

    public SampleJob(SampleGoal goal, LongSupplier seeds) {
        this.goal = goal;
        this.seeds = seeds;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        Recheck recheck = new Recheck(context, tally);
        List<SampleOutcome> recorded = new ArrayList<>();
        long seed = seeds.getAsLong();
        long[] done = {0};
        int total = context.tables().size();
        context.progress("tables", 0, total);
        context.pass()
                .<MappedTable, SampleOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        context.tables(),
                        (lane, snapshots, table) -> new SampleCheck(
                                        table, context.scope(), lane.doubt(), snapshots, goal)
                                .verify(context.keys(), seed),
                        (lane, results) -> {
                            recheck.add(deliver(context, tally, lane, results, recorded));
                            done[0] += results.size();
                            context.progress("tables", done[0], total);
                        },
                        new WindowedPass.Parts<>(table -> table, tally::unread));
        recheck.verify();
        recorded.forEach(
                outcome -> tally.note(outcome.table(), describe(outcome, recheck.confirmed(outcome.table()), seed)));
    }

    private Handled deliver(
            RunContext context,
            Tally tally,
            Lane lane,
            List<WindowedPass.Result<MappedTable, SampleOutcome>> results,
            List<SampleOutcome> recorded) {
        Map<String, String> notLive = lane.target().notLive(context.tables());
        List<SampleOutcome> outcomes = new ArrayList<>();
        List<MappedTable> tables = new ArrayList<>();
        for (WindowedPass.Result<MappedTable, SampleOutcome> result : results) {
            String reason = notLive.get(result.task().id());
            if (reason != null) {
                tally.unverifiable(result.task(), reason);
                continue;
            }
            tables.add(result.task());
            outcomes.add(result.outcome());
        }
        List<Finding.OfRow> findings = outcomes.stream()
                .flatMap(outcome -> outcome.findings().stream())
                .toList();
        Handled handled = context.findings().handle(lane, tables, findings, SampleJob::coversNothing, Look.FIRST);
        outcomes.stream().map(outcome -> recorded(outcome, handled)).forEach(outcome -> {
            tally.add(asChunk(outcome));
            recorded.add(outcome);
        });
        return handled;
    }

    private static SampleOutcome recorded(SampleOutcome drawn, Handled handled) {
        return new SampleOutcome(
                drawn.table(), drawn.population(), drawn.drawn(), handled.recorded(drawn.findings()), drawn.interval());
    }

    /** A draw that misses a row proves nothing about it. */
    private static boolean coversNothing(Discrepancy discrepancy) {
        return false;
    }

    private static ChunkOutcome asChunk(SampleOutcome outcome) {
        return new ChunkOutcome(outcome.table(), KeyRange.ALL, RowFigures.NONE, List.copyOf(outcome.findings()));
    }

    /** @param later the number of rows confirmed after the draw */
    private String describe(SampleOutcome outcome, int later, long seed) {
        long found =
                outcome.findings().stream().map(Finding.OfRow::key).distinct().count();
        SampleEstimate estimate = new SampleEstimate(outcome.population(), outcome.drawn(), found + later, goal);
        SampleSize.Interval interval = estimate.interval();
        return String.format(
                Locale.ROOT,
                "%d of %d rows drawn, %d differ; at %s %% confidence between %.3g %% and %.3g %% of the rows differ,"
                        + " about %d rows: %s; seed %d",
                estimate.drawn(),
                estimate.population(),
                estimate.differing(),
                new BigDecimal(100 * goal.confidence())
                        .round(new MathContext(8))
                        .stripTrailingZeros()
                        .toPlainString(),
                100 * interval.from(),
                100 * interval.to(),
                estimate.total(),
                recommendation(estimate),
                seed);
    }

    private static String recommendation(SampleEstimate estimate) {
        return switch (estimate.recommendation()) {
            case EXCELLENT -> "excellent";
            case ACCEPTABLE -> "acceptable";
            case POOR -> "poor";
            case LARGER_SAMPLE -> "take a larger sample, of " + estimate.largerSample() + " rows";
        };
    }
}
