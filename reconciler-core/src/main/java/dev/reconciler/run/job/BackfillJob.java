package dev.reconciler.run.job;

import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.window.NotCaughtUpException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills tables that are pending or filling, parents before children, each until nothing of it is left in doubt. A table that
 * can't be filled doesn't keep the others from it; the run fails at its end, and names it. What is left to
 * do is read from the target's own notes, so an interrupted backfill goes on where it was.
 */
public final class BackfillJob implements Job {
    private static final int LEFT_AT_ONCE = 5_000;
    private static final int ROUNDS = 200;
    /** Windows in which nothing could be settled, before rows that wait for others are given up for this run. */
    private static final int IN_VAIN = 100;

    private final Filler filler;
    private final long chunkRows;

    public BackfillJob(Filler filler, long chunkRows) {
        this.filler = filler;
        this.chunkRows = chunkRows;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        int done = 0;
        Map<String, RuntimeException> failed = new LinkedHashMap<>();
        List<MappedTable> open = new ArrayList<>();
        for (MappedTable table : context.tables()) {
            context.progress("table " + table.id(), done++, context.tables().size());
            Optional<String> parent = failedParent(table, failed);
            if (parent.isPresent()) {
                failed.put(table.id(), new IllegalStateException("waits for " + parent.get()));
            } else if (attempt(context, table, failed, () -> fill(context, table, tally)) && filler.isOpen(table)) {
                open.add(table);
                // The rows that this table's rows refer to, or that refer to them, may be there by now.
                settleOpen(context, open, failed);
            } else if (!failed.containsKey(table.id())) {
                attempt(context, table, failed, () -> settle(context, table, tally));
            }
        }
        settleRest(context, failed);
        context.progress("tables", done, context.tables().size());
        context.tables().stream()
                .filter(table -> !failed.containsKey(table.id()))
                .forEach(table -> context.listener().tableFilled(context.run(), table.id()));
        if (!failed.isEmpty()) {
            throw new TablesNotFilledException(failed, context.tables().size());
        }
    }

    /**
     * Does a part of one table's backfill; its failure is its own, unless it says that no other table would fare better.
     *
     * @return whether it succeeded
     */
    private static boolean attempt(
            RunContext context, MappedTable table, Map<String, RuntimeException> failed, Runnable part) {
        try {
            part.run();
            return true;
        } catch (RunInterruptedException | RunTakenException | NotCaughtUpException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Filler.concernsEveryTable(e)) {
                throw e;
            }
            if (failed.putIfAbsent(table.id(), e) == null) {
                context.listener().tableNotFilled(context.run(), table.id(), e);
            }
            return false;
        }
    }

    /** A table whose rows this one's refer to, and that could not be filled: a problem of that table, not of this one. */
    private static Optional<String> failedParent(MappedTable table, Map<String, RuntimeException> failed) {
        return table.parents().stream()
                .filter(key -> !key.parent().equals(table.target()))
                .map(key -> key.parent().toString())
                .filter(failed::containsKey)
                .findFirst();
    }

    /** Settles what can be settled of tables that wait for each other's rows. */
    private void settleOpen(RunContext context, List<MappedTable> open, Map<String, RuntimeException> failed) {
        for (MappedTable table : open) {
            attempt(context, table, failed, () -> {
                int settled = 1;
                while (settled > 0) {
                    settled = settleOnce(context, table);
                }
            });
        }
    }

    /**
     * Settles what is left of tables that have waited for each other's rows, until nothing is: the applier leaves changes to this
     * job for as long as any of these tables has keys left.
     */
    private void settleRest(RunContext context, Map<String, RuntimeException> failed) {
        List<MappedTable> open = context.pipeline().tables().stream()
                .filter(filler::isOpen)
                .filter(table -> !failed.containsKey(table.id()))
                .toList();
        int inVain = 0;
        List<MappedTable> left = left(open);
        while (!left.isEmpty() && inVain < IN_VAIN) {
            int settled = 0;
            for (MappedTable table : left) {
                int[] count = {0};
                attempt(context, table, failed, () -> count[0] = settleOnce(context, table));
                settled += count[0];
            }
            inVain = settled > 0 ? 0 : inVain + 1;
            left = left(open);
        }
        for (MappedTable table : left) {
            attempt(context, table, failed, () -> {
                throw new IllegalStateException("rows wait for rows that they refer to by "
                        + String.join(", ", filler.foreignKeys(table))
                        + ": those are not in the source or not in scope; or their events are parked, or they"
                        + " change too often");
            });
        }
    }

    private List<MappedTable> left(List<MappedTable> tables) {
        return tables.stream().filter(table -> !filler.left(table, 1).isEmpty()).toList();
    }

    private void fill(RunContext context, MappedTable table, Tally tally) {
        Optional<KeyRange> rest = filler.rest(table);
        boolean again = rest.isEmpty() && isToBeRefilled(context, table);
        if (rest.isEmpty() && !again) {
            return;
        }
        context.coverage().forget(table);
        List<ChunkTask> chunks = chunks(context, table, rest.orElse(KeyRange.ALL));
        long[] done = {0};
        // One chunk at a time and in order: the table's state is a single key.
        for (ChunkTask chunk : chunks) {
            context.pass()
                    .<ChunkTask, Filler.Filled>run(
                            "backfill " + context.run().id(),
                            List.of(table),
                            List.of(chunk),
                            (lane, snapshots, task) -> again
                                    ? filler.refill(lane, task.table(), task.range())
                                    : filler.fill(lane, task.table(), task.range()),
                            (lane, results) -> {
                                done[0]++;
                                results.forEach(r -> {
                                    ChunkOutcome outcome =
                                            filled(r.task(), r.outcome().written());
                                    tally.add(outcome);
                                    if (r.outcome().wasEmpty()) {
                                        context.runs()
                                                .chunkDone(
                                                        context.run().id(),
                                                        ChunkDone.of(outcome, outcome.verdict(), lane));
                                    }
                                });
                                context.progress(table.id() + " chunks", done[0], chunks.size());
                                stopUnlessAlive(context);
                            });
        }
    }

    /** A live table gets the rows that it lacks again if a person names it, and its mass drift is on record. */
    private boolean isToBeRefilled(RunContext context, MappedTable table) {
        return context.run().tables().contains(table.id())
                && filler.isLive(table)
                && context.findings().hasMassDrift(table);
    }

    private void settle(RunContext context, MappedTable table, Tally tally) {
        List<RowKey> left = filler.left(table, LEFT_AT_ONCE);
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            settle(context, table, left);
            left = filler.left(table, LEFT_AT_ONCE);
            context.progress(table.id() + " keys left in doubt", 0, left.size());
        }
        if (!left.isEmpty()) {
            tally.unverifiable(table, left.size() + " keys change too often to be filled; run backfill again");
        }
    }

    /** Settles the keys that have been left longest; returns how many could be. */
    private int settleOnce(RunContext context, MappedTable table) {
        List<RowKey> left = filler.left(table, LEFT_AT_ONCE);
        return left.isEmpty() ? 0 : settle(context, table, left);
    }

    private int settle(RunContext context, MappedTable table, List<RowKey> keys) {
        int[] settled = {0};
        context.pass()
                .<MappedTable, Integer>run(
                        "backfill " + context.run().id(),
                        List.of(table),
                        List.of(table),
                        (lane, snapshots, task) -> filler.settle(lane, task, keys),
                        (lane, results) -> {
                            results.forEach(result -> settled[0] += result.outcome());
                            stopUnlessAlive(context);
                        });
        return settled[0];
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
                new RowFigures(Map.of(TenantId.NONE, rows), Map.of(TenantId.NONE, rows), Map.of()),
                List.of());
    }

    private static void stopUnlessAlive(RunContext context) {
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
    }
}
