package dev.reconciler.run;

import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.window.NotCaughtUpException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills tables that are pending or filling, parents before children, each until nothing of it is left in doubt. A table that
 * can't be filled doesn't keep the others from it; the run fails at its end, and names it. What is left to
 * do is read from the target's own notes, so an interrupted backfill goes on where it was.
 */
final class BackfillJob implements Job {
    private static final int LEFT_AT_ONCE = 5_000;
    private static final int ROUNDS = 200;

    private final Filler filler;
    private final long chunkRows;

    BackfillJob(Filler filler, long chunkRows) {
        this.filler = filler;
        this.chunkRows = chunkRows;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        int done = 0;
        Map<String, RuntimeException> failed = new LinkedHashMap<>();
        for (MappedTable table : context.tables()) {
            context.progress("table " + table.id(), done++, context.tables().size());
            fillAlone(context, table, tally).ifPresent(because -> failed.put(table.id(), because));
        }
        context.progress("tables", done, context.tables().size());
        if (!failed.isEmpty()) {
            throw new TablesNotFilledException(failed, context.tables().size());
        }
    }

    /** Fills one table; its failure is its own, unless it says that no other table would fare better. */
    private Optional<RuntimeException> fillAlone(RunContext context, MappedTable table, Tally tally) {
        try {
            fill(context, table, tally);
            settle(context, table, tally);
            context.listener().tableFilled(context.run(), table.id());
            return Optional.empty();
        } catch (RunInterruptedException | RunTakenException | NotCaughtUpException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Filler.concernsEveryTable(e)) {
                throw e;
            }
            context.listener().tableNotFilled(context.run(), table.id(), e);
            return Optional.of(e);
        }
    }

    private void fill(RunContext context, MappedTable table, Tally tally) {
        Optional<KeyRange> rest = filler.rest(table);
        if (rest.isEmpty()) {
            return;
        }
        context.coverage().forget(table);
        List<ChunkTask> chunks = chunks(context, table, rest.get());
        long[] done = {0};
        // One chunk at a time and in order: the table's state is a single key.
        for (ChunkTask chunk : chunks) {
            context.pass()
                    .<ChunkTask, Filler.Filled>run(
                            "backfill " + context.run().id(),
                            List.of(table),
                            List.of(chunk),
                            (window, snapshots, task) -> filler.fill(window, task.table(), task.range()),
                            (window, results) -> {
                                done[0]++;
                                results.forEach(r -> {
                                    ChunkOutcome outcome =
                                            filled(r.task(), r.outcome().written());
                                    tally.add(outcome);
                                    if (r.outcome().wasEmpty()) {
                                        context.runs()
                                                .chunkDone(
                                                        context.run().id(),
                                                        ChunkDone.of(outcome, outcome.verdict(), window));
                                    }
                                });
                                context.progress(table.id() + " chunks", done[0], chunks.size());
                                stopUnlessAlive(context);
                            });
        }
    }

    private void settle(RunContext context, MappedTable table, Tally tally) {
        List<RowKey> left = filler.left(table, LEFT_AT_ONCE);
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            List<RowKey> keys = left;
            context.pass()
                    .<MappedTable, Integer>run(
                            "backfill " + context.run().id(),
                            List.of(table),
                            List.of(table),
                            (window, snapshots, task) -> filler.settle(window, task, keys),
                            (window, results) -> stopUnlessAlive(context));
            left = filler.left(table, LEFT_AT_ONCE);
            context.progress(table.id() + " keys left in doubt", 0, left.size());
        }
        if (!left.isEmpty()) {
            tally.unverifiable(table, left.size() + " keys change too often to be filled; run backfill again");
        }
    }

    private List<ChunkTask> chunks(RunContext context, MappedTable table, KeyRange rest) {
        try (SourceSnapshot source = context.pipeline().source().openSnapshot()) {
            return ChunkTask.cut(table, rest, source.reader().bounds(table, context.scope(), rest, chunkRows));
        }
    }

    private static ChunkOutcome filled(ChunkTask task, long rows) {
        return new ChunkOutcome(
                task.table().id(),
                task.range(),
                Map.of(TenantId.NONE, rows),
                Map.of(TenantId.NONE, rows),
                0,
                List.of());
    }

    private static void stopUnlessAlive(RunContext context) {
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
    }
}
