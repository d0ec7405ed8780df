package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnlistedRows;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares the rows that the stream changed in the run's span of time: every changed key, and every row of the ranges that hold
 * changed keys where their number exceeded a limit. A key that neither side has agrees. An interrupted run begins again, with
 * the same span. It says nothing about other rows, so it is no coverage of chunks and tables.
 */
public final class ChangedRowsJob implements Job {
    private static final int SLICE = 5_000;

    private final long chunkRows;

    /** @param chunkRows rows of a chunk of a table that is read whole */
    public ChangedRowsJob(long chunkRows) {
        this.chunkRows = chunkRows;
    }

    /** @param keys empty for every row of the range */
    private record Part(MappedTable table, KeyRange range, Set<RowKey> keys) {
        boolean holds(RowKey key) {
            return keys.isEmpty() ? range.contains(new KeyOrder(table.keyTypes()), key) : keys.contains(key);
        }
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        ChangedInSpan changed = ChangedInSpan.of(
                context, Objects.requireNonNull(context.run().scope().changed()));
        List<Part> parts = parts(context, changed);
        Recheck recheck = new Recheck(context, tally);
        context.findings().holdMassDrift(context.tables());
        Proof[] last = {null};
        long[] done = {0};
        context.progress("parts", 0, parts.size());
        context.pass()
                .<Part, ChunkOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        parts,
                        (lane, snapshots, part) -> verify(context, lane, snapshots, part),
                        (lane, results) -> {
                            recheck.add(deliver(context, tally, lane, results));
                            done[0] += results.size();
                            last[0] = context.findings().proof(lane);
                            context.progress("parts", done[0], parts.size());
                        },
                        new WindowedPass.Parts<>(Part::table, (part, e) -> tally.unread(part.table(), e)));
        recheck.verify();
        if (last[0] != null) {
            ChunkJob.observedHeadlines(context, tally, recheck, last[0]);
        }
        for (MappedTable table : context.tables()) {
            tally.add(new ChunkOutcome(table.id(), KeyRange.ALL, RowFigures.NONE, List.of()));
            tally.note(table.id(), changed.describe(table));
        }
    }

    private List<Part> parts(RunContext context, ChangedInSpan changed) {
        List<Part> parts = new ArrayList<>();
        try (ChunkCuts cuts = new ChunkCuts(context.pipeline(), context.scope(), chunkRows)) {
            for (MappedTable table : context.tables()) {
                ChangedRows rows = changed.rows(table);
                List<RowKey> keys = List.copyOf(rows.keys());
                for (int from = 0; from < keys.size(); from += SLICE) {
                    parts.add(new Part(
                            table, KeyRange.ALL, Set.copyOf(keys.subList(from, Math.min(keys.size(), from + SLICE)))));
                }
                for (KeyRange range : rows.ranges()) {
                    boolean whole = range.equals(KeyRange.ALL)
                            && !context.pipeline().digests().chosen(table).byBuckets();
                    (whole ? range.cut(cuts.bounds(table, range)) : List.of(range))
                            .forEach(each -> parts.add(new Part(table, each, Set.of())));
                }
            }
        }
        return parts;
    }

    private static ChunkOutcome verify(RunContext context, Lane lane, SnapshotPair snapshots, Part part) {
        if (part.keys().isEmpty()) {
            ChunkOutcome outcome =
                    ChunkJob.compareRows(context, lane, snapshots, new ChunkTask(part.table(), part.range()));
            return new ChunkOutcome(
                    outcome.table(), outcome.range(), RowFigures.NONE, outcome.findings(), outcome.unlisted());
        }
        return context.massDrift().verify(lane, part.table(), limit -> {
            List<Finding.OfRow> found =
                    new KeyCheck(part.table(), context.scope(), lane.doubt(), snapshots).verify(part.keys());
            return bounded(part, found, limit);
        });
    }

    private static ChunkOutcome bounded(Part part, List<Finding.OfRow> found, RowLimit limit) {
        int named = limit.isPassedBy(found.size()) ? (int) Math.min(found.size(), limit.examples()) : found.size();
        return new ChunkOutcome(
                part.table().id(),
                part.range(),
                RowFigures.NONE,
                List.copyOf(found.subList(0, named)),
                UnlistedRows.of(found.subList(named, found.size())));
    }

    private static Handled deliver(
            RunContext context, Tally tally, Lane lane, List<WindowedPass.Result<Part, ChunkOutcome>> results) {
        Map<String, String> notLive = lane.target().notLive(context.tables());
        context.tables().stream()
                .filter(table -> notLive.containsKey(table.id()))
                .forEach(table -> tally.unverifiable(table, String.valueOf(notLive.get(table.id()))));
        List<WindowedPass.Result<Part, ChunkOutcome>> live = results.stream()
                .filter(result -> !notLive.containsKey(result.outcome().table()))
                .toList();
        List<ChunkOutcome> outcomes = context.massDrift()
                .bounded(live.stream().map(WindowedPass.Result::outcome).toList());
        List<Part> listed = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).unlisted().isEmpty()) {
                listed.add(live.get(i).task());
            }
        }
        List<MappedTable> tables =
                live.stream().map(result -> result.task().table()).distinct().toList();
        tables.stream()
                .map(MappedTable::id)
                .filter(context.massDrift()::isPassed)
                .forEach(table ->
                        context.findings().hold(table, context.massDrift().reason(table)));
        List<Finding> findings = outcomes.stream()
                .flatMap(outcome -> outcome.findings().stream())
                .toList();
        Handled handled =
                context.findings().handle(lane, tables, findings, open -> covers(context, listed, open), Look.FIRST);
        ChunkJob.headlines(context, lane, outcomes);
        outcomes.forEach(outcome -> tally.add(handled.recorded(outcome)));
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
        return handled;
    }

    private static boolean covers(RunContext context, List<Part> listed, Discrepancy open) {
        if (!open.type().isSettledByKey()
                || !context.scope().contains(open.place().tenant())) {
            return false;
        }
        RowKey key = RowKey.decode(open.place().subject());
        return listed.stream()
                .anyMatch(part -> part.table().id().equals(open.place().table()) && part.holds(key));
    }
}
