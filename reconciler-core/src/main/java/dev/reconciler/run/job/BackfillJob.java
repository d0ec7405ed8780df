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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills tables that are pending or filling, parents before children, each until no key of it is in doubt. A table that can't be
 * filled doesn't prevent the filling of other tables; the run fails at its end, and names it. The remaining work is read from the
 * target's own notes, so an interrupted backfill resumes where it was.
 */
public final class BackfillJob implements Job {
    private static final int LEFT_AT_ONCE = 5_000;
    private static final int ROUNDS = 200;
    /** The number of windows without progress after which waiting rows are abandoned for this run. */
    private static final int IN_VAIN = 100;

    private final Filler filler;
    private final long chunkRows;

    public BackfillJob(Filler filler, long chunkRows) {
        this.filler = filler;
        this.chunkRows = chunkRows;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        Set<MappedTable> unfilled =
                context.tables().stream().filter(table -> !filler.isLive(table)).collect(Collectors.toSet());
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
                // The rows that this table's rows refer to, or that refer to them, may be present now.
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
        context.tables().stream()
                .filter(filler::isLive)
                .forEach(table -> recordAgain(context, table, unfilled.contains(table)));
        if (!failed.isEmpty()) {
            throw new TablesNotFilledException(failed, context.tables().size());
        }
    }

    /** The record of changed keys of a table that was filled is complete from now on. */
    private static void recordAgain(RunContext context, MappedTable table, boolean filledNow) {
        if (filledNow || context.changes().completeSince(List.of(table)).isEmpty()) {
            context.changes().restart(table, context.confirming().clock().instant());
        }
    }

    /**
     * Runs a part of one table's backfill; a failure is the table's own, unless every other table would fail the same way.
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

    /** A parent table that could not be filled: its own problem, not that of this table. */
    private static Optional<String> failedParent(MappedTable table, Map<String, RuntimeException> failed) {
        return table.parents().stream()
                .filter(key -> !key.parent().equals(table.target()))
                .map(key -> key.parent().toString())
                .filter(failed::containsKey)
                .findFirst();
    }

    /** Settles keys of tables that wait for each other's rows, as far as possible. */
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
     * Settles the remaining keys of tables that have waited for each other's rows, until there are none: the applier leaves
     * changes to this job while any of these tables has such keys.
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
                throw new IllegalStateException("rows wait for rows that they reference by "
                        + String.join(", ", filler.foreignKeys(table))
                        + ": the referenced rows are missing in the source or out of scope, have parked events, or"
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
        // The applier skips changes of keys that are not filled yet.
        context.changes().stop(table);
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
                                                .chunksDone(
                                                        context.run().id(),
                                                        List.of(ChunkDone.of(outcome, outcome.verdict(), lane)));
                                    }
                                });
                                context.progress(table.id() + " chunks", done[0], chunks.size());
                                stopUnlessAlive(context);
                            });
        }
    }

    /** A live table is refilled if a person names it, and its mass drift is recorded. */
    private boolean isToBeRefilled(RunContext context, MappedTable table) {
        return context.run().scope().tables().contains(table.id())
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

    /** Settles the oldest remaining keys; returns the number of settled keys. */
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
