package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.List;

/** One range of one table to be verified or filled. */
record ChunkTask(MappedTable table, KeyRange range) {
    /** The range cut at the bounds, which ascend and lie inside it. */
    static List<ChunkTask> cut(MappedTable table, KeyRange range, List<RowKey> bounds) {
        return range.cut(bounds).stream()
                .map(part -> new ChunkTask(table, part))
                .toList();
    }
}
