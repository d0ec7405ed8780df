package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.changes.ChangedKeySet;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.sample.PartEstimate;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleOutcome;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.window.Lane;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Compares whole rows that are drawn from every table, and records an estimate of the differing rows of each table and of each of its
 * tenants.
 */
public final class SampleJob implements Job {
    /** Keys in memory for each reader of the window. */
    private static final int MOST_RECENT = 200_000;

    private final SamplePlan plan;
    private final LongSupplier seeds;
    private final Supplier<RuleBook> rules;
    private final RuleResults ruleResults;

    /** @param rules read again for every run; those of kind {@code row} are evaluated on the drawn rows */
    public SampleJob(SamplePlan plan, LongSupplier seeds, Supplier<RuleBook> rules, RuleResults ruleResults) {
        this.plan = plan;
        this.seeds = seeds;
        this.rules = rules;
        this.ruleResults = ruleResults;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        Recheck recheck = new Recheck(context, tally);
        SampledRules ofRows = SampledRules.of(context, rules.get(), ruleResults);
        List<SampleOutcome> recorded = new ArrayList<>();
        long seed = seeds.getAsLong();
        ChangedBetween span = context.run().scope().changed();
        ChangedInSpan changed = span == null ? null : ChangedInSpan.of(context, span);
        long[] done = {0};
        int total = context.tables().size();
        context.progress("tables", 0, total);
        context.pass()
                .<MappedTable, SampleOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        context.tables(),
                        (lane, snapshots, table) -> {
                            SampleCheck check = new SampleCheck(
                                    table, context.scope(), lane.doubt(), snapshots, plan, ofRows.reading(lane, table));
                            return changed == null
                                    ? check.verify(context.keys(), recent(context, table), seed)
                                    : check.verify(changed.rows(table), seed);
                        },
                        (lane, results) -> {
                            recheck.add(deliver(context, tally, lane, results, recorded, ofRows));
                            done[0] += results.size();
                            context.progress("tables", done[0], total);
                        },
                        new WindowedPass.Parts<>(table -> table, tally::unread));
        recheck.verify();
        ofRows.confirm();
        ofRows.tell(tally);
        List<RunSample> samples = new ArrayList<>();
        for (SampleOutcome outcome : recorded) {
            for (PartEstimate part : outcome.estimates(plan.goal(), proven(outcome, recheck))) {
                samples.add(
                        new RunSample(outcome.table(), part.part(), part.tenant(), part.estimate(), plan.goal(), seed));
            }
        }
        samples.stream()
                .filter(sample -> sample.part() == PartEstimate.Part.TABLE)
                .forEach(sample -> tally.note(sample.table(), describe(sample.estimate(), seed)));
        if (changed != null) {
            context.tables().forEach(table -> tally.note(table.id(), changed.describe(table)));
        }
        if (!context.canary()) {
            context.runs().sampled(context.run().id(), samples);
        }
    }

    /**
     * The rows that the record says were changed recently; none in a run of some tenants, as the record does not know a key's tenant, and
     * none if they are too many to be known by key.
     */
    private ChangedRows recent(RunContext context, MappedTable table) {
        if (plan.recent().rows() == 0 || context.canary() || !context.coverage().isWhole(table, context.scope())) {
            return ChangedRows.NONE;
        }
        Instant now = context.confirming().clock().instant();
        ChangedKeySet keys = new ChangedKeySet(MOST_RECENT, some -> Set.of(KeyRange.ALL));
        context.changes().read(table, now.minus(plan.recent().within()), now, (span, rows) -> keys.add(rows));
        return keys.rows();
    }

    private Handled deliver(
            RunContext context,
            Tally tally,
            Lane lane,
            List<WindowedPass.Result<MappedTable, SampleOutcome>> results,
            List<SampleOutcome> recorded,
            SampledRules ofRows) {
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
        List<Finding> findings = new ArrayList<>(ofRows.findings(tables));
        outcomes.forEach(outcome -> findings.addAll(outcome.findings()));
        // A draw that misses a row proves nothing about it: only violations of the rows that were read are healed.
        Handled handled = context.findings().handle(lane, tables, findings, ofRows.covered(tables), Look.FIRST);
        ofRows.handled(lane, tables, handled);
        for (SampleOutcome outcome : outcomes) {
            SampleOutcome counted = outcome.with(handled.recorded(outcome.findings()));
            tally.add(asChunk(counted));
            recorded.add(counted);
        }
        return handled;
    }

    private static ChunkOutcome asChunk(SampleOutcome outcome) {
        return new ChunkOutcome(outcome.table(), KeyRange.ALL, RowFigures.NONE, List.copyOf(outcome.findings()));
    }

    /** The keys whose difference was proven at the draw, or confirmed after it. */
    private static Set<RowKey> proven(SampleOutcome outcome, Recheck recheck) {
        Set<RowKey> proven = new HashSet<>(recheck.confirmed(outcome.table()));
        outcome.findings().forEach(finding -> proven.add(finding.key()));
        return proven;
    }

    private String describe(SampleEstimate estimate, long seed) {
        return String.format(
                Locale.ROOT,
                "%d of %d rows drawn, %d differ; at %s %% confidence between %.3g %% and %.3g %% of the rows differ,"
                        + " about %d rows: %s; seed %d",
                estimate.drawn(),
                estimate.population(),
                estimate.differing(),
                new BigDecimal(100 * plan.goal().confidence())
                        .round(new MathContext(8))
                        .stripTrailingZeros()
                        .toPlainString(),
                100 * estimate.interval().from(),
                100 * estimate.interval().to(),
                estimate.errors().estimated(),
                estimate.advice(),
                seed);
    }
}
