package dev.reconciler.run.job;

import dev.reconciler.control.PageRequest;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkMap;
import dev.reconciler.verify.coverage.DueChunks;
import dev.reconciler.verify.coverage.ScrubBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares every row of the chunks that changed since they were verified, and of a few clean chunks, because rogue writes produce
 * no event. A table's result combines its chunks' results; chunks that were not read keep their verdict and fence.
 *
 * <p>It trusts that the stream delivered every change, so it reads the catalogs before it plans, for chunks that can't be trusted
 * any more, and after its last snapshot: a table that has changed without events by then, and is not verified since, is
 * unverifiable. {@link NothingDue} decides the result of a table without due chunks.
 *
 * @see dev.reconciler.verify.coverage.DirtyChunks for the meaning of a chunk without mark
 */
public final class IncrementalJob extends ChunkJob {
    private static final PageRequest LAST_RUNS = new PageRequest(0, 50);

    private final long chunkRows;
    private final ScrubBudget budget;

    public IncrementalJob(long chunkRows, ScrubBudget budget) {
        this.chunkRows = chunkRows;
        this.budget = budget;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        if (context.canary()) {
            super.execute(context, tally);
            return;
        }
        context.coverage().look();
        super.execute(context, tally);
        context.coverage().look();
        for (MappedTable table : context.tables()) {
            Optional<String> doubt = context.coverage().doubt(table);
            if (doubt.isPresent()) {
                tally.unverifiable(table, doubt.get());
            } else if (!tally.isSaid(table)) {
                new NothingDue(context).judge(table, tally);
            } else {
                addNotRead(context, tally, table);
            }
        }
    }

    /** Adds the recorded results of chunks that were not read: their differences, and rows that another job found to differ. */
    private static void addNotRead(RunContext context, Tally tally, MappedTable table) {
        if (context.coverage().isWhole(table, context.scope())) {
            List<Chunk> notRead = context.coverage().chunks(table).stream()
                    .filter(chunk -> isFromBefore(context.run(), chunk))
                    .toList();
            ChunkMap.findings(notRead).forEach((tenant, known) -> tally.addKnown(table.id(), tenant, known));
            ChunkMap.through(notRead, context.job().jobName())
                    .ifPresent(through -> tally.note(
                            table.id(),
                            notRead.size()
                                    + " chunks not read: nothing changed since they were compared, through position "
                                    + through.position()));
        }
        context.findings().openRows(table).forEach((tenant, open) -> {
            if (context.scope().contains(tenant) && !tally.hasFindings(table, tenant)) {
                tally.addKnown(table.id(), tenant, open);
            }
        });
    }

    private static boolean isFromBefore(Run run, Chunk chunk) {
        return chunk.verified() != null
                && chunk.verified().at().isBefore(run.times().started());
    }

    /** In a resumed run, verified chunks are no longer due: the plan uses the present record. */
    @Override
    List<ChunkTask> plan(RunContext context) {
        if (context.canary()) { // the canary plants its rows without an event, so no due chunk holds them
            return context.tables().stream()
                    .map(table -> new ChunkTask(table, context.keys()))
                    .toList();
        }
        Map<MappedTable, List<Chunk>> maps = new LinkedHashMap<>();
        List<Chunk> all = new ArrayList<>();
        for (MappedTable table : context.tables()) {
            List<Chunk> known = context.coverage().chunks(table);
            List<Chunk> map = known.isEmpty() ? List.of(Chunk.never(KeyRange.ALL, 0)) : known;
            maps.put(table, map);
            all.addAll(map);
        }
        Set<Chunk> due = new DueChunks(budget, context.run().times().started(), previous(context)).of(all);
        return due.isEmpty() ? List.of() : cut(context, maps, due);
    }

    /** The start time of the last run over the same tables and tenants. */
    private static @Nullable Instant previous(RunContext context) {
        Run run = context.run();
        return context
                .runs()
                .list(new RunQuery(run.pipeline(), run.job(), RunState.SUCCEEDED, LAST_RUNS))
                .items()
                .stream()
                .filter(other -> other.scope().equals(run.scope()))
                .findFirst()
                .map(each -> each.times().started())
                .orElse(null);
    }

    /** Cuts ranges with more than twice a chunk's rows by the source's present data. */
    private List<ChunkTask> cut(RunContext context, Map<MappedTable, List<Chunk>> maps, Set<Chunk> due) {
        List<ChunkTask> tasks = new ArrayList<>();
        try (ChunkCuts cuts =
                new ChunkCuts(context.pipeline(), context.pipeline().scope(), chunkRows)) {
            maps.forEach((table, map) -> {
                if (context.pipeline().digests().chosen(table).byBuckets()) {
                    if (map.stream().anyMatch(due::contains)) {
                        tasks.add(new ChunkTask(table, KeyRange.ALL));
                    }
                    return;
                }
                for (KeyRange range : DueChunks.ranges(map, due, chunkRows)) {
                    List<RowKey> bounds = cuts.bounds(table, range);
                    // One bound: less than twice as many rows as a chunk has.
                    tasks.addAll(ChunkTask.cut(table, range, bounds.size() > 1 ? bounds : List.of()));
                }
            });
        }
        return tasks;
    }
}
