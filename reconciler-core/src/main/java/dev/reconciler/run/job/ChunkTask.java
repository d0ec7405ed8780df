package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;

/** One range of one table to be verified or filled. */
record ChunkTask(MappedTable table, KeyRange range) {
    /** The range cut at the bounds, which ascend and lie inside it. */
    static List<ChunkTask> cut(MappedTable table, KeyRange range, List<RowKey> bounds) {
        List<ChunkTask> tasks = new ArrayList<>();
        RowKey from = range.from();
        for (RowKey bound : bounds) {
            tasks.add(new ChunkTask(table, new KeyRange(from, bound)));
            from = bound;
        }
        tasks.add(new ChunkTask(table, new KeyRange(from, range.to())));
        return tasks;
    }
}
