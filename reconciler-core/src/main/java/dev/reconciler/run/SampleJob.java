package dev.reconciler.run;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SampleOutcome;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Rows drawn uniformly from every table, compared whole. Says within which interval the share of differing rows lies. */
final class SampleJob implements Job {
    private final SampleSize size;
    private final LongSupplier seeds;

    SampleJob(SampleSize size, LongSupplier seeds) {
        this.size = size;
        this.seeds = seeds;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        List<Finding.OfRow> again = new ArrayList<>();
        long seed = seeds.getAsLong();
        long[] done = {0};
        int total = context.tables().size();
        context.progress("tables", 0, total);
        context.pass()
                .<MappedTable, SampleOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        context.tables(),
                        (window, snapshots, table) ->
                                new SampleCheck(table, context.scope(), window.doubt(), snapshots, size).verify(seed),
                        (window, results) -> {
                            again.addAll(deliver(context, tally, window, results));
                            done[0] += results.size();
                            context.progress("tables", done[0], total);
                        });
        new Recheck(context).verify(again);
    }

    private List<Finding.OfRow> deliver(
            RunContext context,
            Tally tally,
            Window window,
            List<WindowedPass.Result<MappedTable, SampleOutcome>> results) {
        Map<String, String> notLive = window.target().notLive(context.tables());
        List<Finding> findings = new ArrayList<>();
        List<MappedTable> tables = new ArrayList<>();
        for (WindowedPass.Result<MappedTable, SampleOutcome> result : results) {
            String reason = notLive.get(result.task().id());
            if (reason != null) {
                tally.unverifiable(result.task(), reason);
                continue;
            }
            tables.add(result.task());
            findings.addAll(result.outcome().findings());
            tally.add(asChunk(result.outcome()), window.fence());
            tally.note(result.task().id(), describe(result.outcome()));
        }
        return context.findings().handle(window, tables, findings, SampleJob::coversNothing);
    }

    /** A draw that misses a row says nothing about it. */
    private static boolean coversNothing(Discrepancy discrepancy) {
        return false;
    }

    private static ChunkOutcome asChunk(SampleOutcome outcome) {
        return new ChunkOutcome(outcome.table(), KeyRange.ALL, Map.of(), Map.of(), 0, List.copyOf(outcome.findings()));
    }

    private String describe(SampleOutcome outcome) {
        return String.format(
                Locale.ROOT,
                "%d of %d rows drawn, %d differ; at %.3g %% confidence between %.3g %% and %.3g %% of the rows differ",
                outcome.drawn(),
                outcome.population(),
                outcome.findings().size(),
                100 * size.confidence(),
                100 * outcome.interval().from(),
                100 * outcome.interval().to());
    }
}
