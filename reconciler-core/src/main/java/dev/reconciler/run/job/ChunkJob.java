package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.finding.MassDrift;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.checksum.BucketCheck;
import dev.reconciler.verify.checksum.ChecksumCheck;
import dev.reconciler.verify.checksum.DigestChoice;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.window.Lane;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A job that verifies tables chunk by chunk; findings are verified again until each is decided. Unless a job says otherwise,
 * it compares every row of its chunks.
 */
public abstract class ChunkJob implements Job {
    /** The run's tasks, without chunks that were finished before an interruption. */
    abstract List<ChunkTask> plan(RunContext context);

    ChunkOutcome verify(RunContext context, Lane lane, SnapshotPair snapshots, ChunkTask task) {
        return compareRows(context, lane, snapshots, task)
                .with(
                        task.range().from() == null
                                ? snapshots.target().rowsWithoutKey(task.table(), context.scope())
                                : RowsWithoutKey.NONE);
    }

    static ChunkOutcome compareRows(RunContext context, Lane lane, SnapshotPair snapshots, ChunkTask task) {
        MappedTable table = task.table();
        DigestChoice.Chosen digest = context.pipeline().digests().chosen(table);
        boolean byBuckets = digest.byBuckets() && task.range().equals(KeyRange.ALL);
        return context.massDrift()
                .verify(
                        lane,
                        table,
                        limit -> byBuckets
                                ? new BucketCheck(
                                                table, context.scope(), digest.method(), lane.doubt(), snapshots, limit)
                                        .verify()
                                : new ChecksumCheck(
                                                table, context.scope(), digest.method(), lane.doubt(), snapshots, limit)
                                        .verify(task.range()));
    }

    /**
     * Returns whether an outcome means that every row of its range was compared, so that it counts for the coverage of chunks.
     */
    public boolean comparesEveryRow() {
        return true;
    }

    /** Returns whether these outcomes would have found the discrepancy if it still existed. */
    boolean covers(RunContext context, List<ChunkOutcome> outcomes, Discrepancy discrepancy) {
        return coversRow(context, outcomes, discrepancy);
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        List<ChunkTask> tasks = plan(context);
        Recheck recheck = new Recheck(context, tally);
        if (comparesEveryRow()) {
            expectWhatIsOpen(context, tasks);
        }
        if (!context.canary()) {
            context.findings().holdMassDrift(context.tables());
        }
        Proof[] last = {null};
        long[] done = {0};
        context.progress("chunks", 0, tasks.size());
        context.pass()
                .<ChunkTask, ChunkOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        tasks,
                        (lane, snapshots, task) -> verify(context, lane, snapshots, task),
                        (lane, results) -> {
                            recheck.add(deliver(context, tally, lane, results));
                            done[0] += results.size();
                            last[0] = context.findings().proof(lane);
                            context.progress("chunks", done[0], tasks.size());
                        },
                        new WindowedPass.Parts<>(ChunkTask::table, (task, e) -> tally.unread(task.table(), e)));
        recheck.verify();
        noteDigests(context, tally, tasks);
        if (last[0] != null) {
            observedHeadlines(context, tally, recheck, last[0]);
            healMassDrift(context, tally, last[0]);
        }
    }

    /** A table whose rows differed before is read by parts from its first chunk on. */
    private static void expectWhatIsOpen(RunContext context, List<ChunkTask> tasks) {
        tasks.stream().map(ChunkTask::table).distinct().forEach(table -> {
            if (!context.findings().openRows(table).isEmpty()) {
                context.massDrift().expect(table);
            }
        });
    }

    private void noteDigests(RunContext context, Tally tally, List<ChunkTask> tasks) {
        if (comparesEveryRow() && !context.canary()) {
            tasks.stream()
                    .map(ChunkTask::table)
                    .distinct()
                    .forEach(table -> tally.note(
                            table.id(),
                            context.pipeline().digests().chosen(table).describe()));
        }
    }

    /**
     * Heals mass drift. Only a run that read all rows of a table, from its first to its last key, proves that no drift is left.
     */
    private void healMassDrift(RunContext context, Tally tally, Proof proof) {
        for (MappedTable table : context.tables()) {
            boolean earlierAgree = context.done().stream()
                    .filter(chunk -> chunk.table().equals(table.id()))
                    .allMatch(chunk -> chunk.verdict() == Verdict.AGREED);
            if (context.job() == JobKind.CHECKSUM
                    && !context.canary()
                    && context.coverage().isWhole(table, context.scope())
                    && earlierAgree
                    && tally.agrees(table)) {
                context.findings().healMassDrift(table, proof);
            }
        }
    }

    /**
     * In mode observe one reading is no proof, and the unlisted rows are read only once. The headline is recorded only if at
     * least half of the examples were confirmed; else the table is not verified.
     */
    static void observedHeadlines(RunContext context, Tally tally, Recheck recheck, Proof proof) {
        if (!context.confirming().isLater()) {
            return;
        }
        for (MappedTable table : context.tables()) {
            if (!context.massDrift().isPassed(table.id())) {
                continue;
            }
            if (2L * recheck.confirmed(table.id()).size() >= MassDrift.EXAMPLES) {
                context.findings().headline(proof, context.massDrift().headline(table.id()));
            } else {
                tally.unverifiable(
                        table,
                        context.massDrift().reason(table.id())
                                + " in one reading, and too few of the examples were the same in a second one");
            }
        }
    }

    /** Records the headline of each table of the window that has exceeded the bound. */
    static void headlines(RunContext context, Lane lane, List<ChunkOutcome> outcomes) {
        if (context.confirming().isLater()) {
            return;
        }
        context.findings()
                .headlines(
                        lane,
                        outcomes.stream()
                                .map(ChunkOutcome::table)
                                .distinct()
                                .filter(context.massDrift()::isPassed)
                                .<Finding>map(context.massDrift()::headline)
                                .toList());
    }

    private Handled deliver(
            RunContext context, Tally tally, Lane lane, List<WindowedPass.Result<ChunkTask, ChunkOutcome>> results) {
        Map<String, String> notLive = lane.target().notLive(context.tables());
        context.tables().stream()
                .filter(table -> notLive.containsKey(table.id()))
                .forEach(table -> tally.unverifiable(table, String.valueOf(notLive.get(table.id()))));
        List<ChunkOutcome> outcomes = context.massDrift()
                .bounded(results.stream()
                        .map(WindowedPass.Result::outcome)
                        .filter(outcome -> !notLive.containsKey(outcome.table()))
                        .toList());
        // A chunk with unlisted rows heals no discrepancy: it is not known which of them it found again.
        List<ChunkOutcome> listed = outcomes.stream()
                .filter(outcome -> outcome.unlisted().isEmpty())
                .toList();
        List<MappedTable> tables = results.stream()
                .map(result -> result.task().table())
                .filter(table -> !notLive.containsKey(table.id()))
                .distinct()
                .toList();
        List<Finding> findings = outcomes.stream()
                .flatMap(outcome -> outcome.findings().stream())
                .toList();
        tables.stream()
                .map(MappedTable::id)
                .filter(context.massDrift()::isPassed)
                .forEach(table ->
                        context.findings().hold(table, context.massDrift().reason(table)));
        Handled handled =
                context.findings().handle(lane, tables, findings, open -> covers(context, listed, open), Look.FIRST);
        headlines(context, lane, outcomes);
        outcomes.forEach(outcome -> tally.add(handled.recorded(outcome)));
        if (!context.canary()) {
            if (comparesEveryRow()) {
                context.coverage()
                        .verified(
                                context.run(),
                                new CoverageKeeper.Extent(context.tables(), context.scope()),
                                context.confirming().isLater(),
                                lane.fence(),
                                outcomes,
                                handled);
            }
            context.runs()
                    .chunksDone(
                            context.run().id(),
                            outcomes.stream()
                                    .map(outcome -> ChunkDone.of(outcome, verdict(outcome, handled), lane))
                                    .toList());
        }
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
        return handled;
    }

    /** A chunk with unconfirmed findings has no verdict yet. */
    private static Verdict verdict(ChunkOutcome outcome, Handled handled) {
        ChunkOutcome recorded = handled.recorded(outcome);
        boolean waiting = outcome.findings().stream().anyMatch(handled.screened()::isWaiting);
        return recorded.findings().isEmpty() && waiting ? Verdict.UNVERIFIABLE : recorded.verdict();
    }

    /** Returns whether one of the outcomes' ranges holds the discrepancy's row, within the run's scope. */
    private static boolean coversRow(RunContext context, List<ChunkOutcome> outcomes, Discrepancy discrepancy) {
        if (!discrepancy.type().hasKey()
                || !context.scope().contains(discrepancy.place().tenant())) {
            return false;
        }
        RowKey key = RowKey.decode(discrepancy.place().subject());
        Map<String, KeyOrder> orders = context.tables().stream()
                .collect(Collectors.toMap(MappedTable::id, table -> new KeyOrder(table.keyTypes())));
        KeyOrder order = orders.get(discrepancy.place().table());
        return order != null
                && outcomes.stream()
                        .anyMatch(outcome ->
                                outcome.table().equals(discrepancy.place().table())
                                        && outcome.range().contains(order, key));
    }
}
