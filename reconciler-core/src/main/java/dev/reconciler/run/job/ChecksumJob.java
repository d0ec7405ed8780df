package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares every row of every table, by digest. */
public final class ChecksumJob extends ChunkJob {
    private final long chunkRows;

    public ChecksumJob(long chunkRows) {
        this.chunkRows = chunkRows;
    }

    /**
     * Bounds come from the source's present data; the outermost chunks are open, so no key lies outside them later. For a resumed
     * run, the gaps between its finished chunks are cut again.
     */
    @Override
    List<ChunkTask> plan(RunContext context) {
        List<ChunkTask> tasks = new ArrayList<>();
        try (ChunkCuts cuts = new ChunkCuts(context.pipeline(), context.scope(), chunkRows)) {
            for (MappedTable table : context.tables()) {
                if (context.pipeline().digests().chosen(table).byBuckets() && !context.canary()) {
                    whole(context, table).ifPresent(tasks::add);
                    continue;
                }
                List<KeyRange> done =
                        finished(context, table).map(ChunkDone::range).toList();
                for (KeyRange gap :
                        context.canary() ? List.of(context.keys()) : KeyGaps.between(done, table.keyTypes())) {
                    tasks.addAll(ChunkTask.cut(table, gap, cuts.bounds(table, gap)));
                }
            }
        }
        return tasks;
    }

    /** One task for a table that is read by buckets, unless the run had finished it before an interruption. */
    private static Optional<ChunkTask> whole(RunContext context, MappedTable table) {
        boolean done = finished(context, table).anyMatch(chunk -> chunk.range().equals(KeyRange.ALL));
        return done ? Optional.empty() : Optional.of(new ChunkTask(table, KeyRange.ALL));
    }

    /** The chunks that a resumed run need not read again. It asks again for rows without a key, which have no verdict. */
    private static Stream<ChunkDone> finished(RunContext context, MappedTable table) {
        return context.done().stream()
                .filter(chunk -> chunk.table().equals(table.id()))
                .filter(chunk -> !table.hasTranslatedKey() || chunk.verdict() != Verdict.UNVERIFIABLE);
    }
}
