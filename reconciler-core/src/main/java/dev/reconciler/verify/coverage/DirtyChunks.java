package dev.reconciler.verify.coverage;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.stream.ChangeListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Marks the chunks of changed keys for the incremental job. Its assumptions and guarantees:
 *
 * <ol>
 *   <li>Every key that the stream changes is delivered with its ledger sequence s, in order, and is delivered again until {@link
 *       #changed} has returned; by then the chunk that holds the key has a recorded mark of at least s.
 *   <li>A chunk verified at fence F was read in a target snapshot that holds every transaction up to F. A mark s &lt;= F is a
 *       change that the verification saw, and leaves the chunk clean, whether it comes before or after the verification is
 *       recorded; a mark s &gt; F makes it dirty. Both are kept as numbers and compared when they are read, so the order of the
 *       two writes does not matter.
 *   <li>The chunks may be cut again between the look-up here and the mark. A deleted chunk takes no mark, and the keys are looked
 *       up again; a chunk that is cut while it is marked passes its mark on, since both operations lock the chunk's row.
 *   <li>A table without chunks gets one with its first mark, so that the mark is not lost to a verification of an earlier fence
 *       that is recorded a moment later.
 * </ol>
 *
 * <p>A chunk without a later mark is therefore known to be untouched by the stream only through the sequence that the reader of
 * the ledger has reached. There is no stronger claim: a chunk's coverage is the fence at which it was compared, and a table is
 * verified through the earliest of these. Changes that the reader has not reached yet make chunks dirty for the next run.
 */
public final class DirtyChunks implements ChangeListener {
    private final Chunks chunks;
    private final Map<String, Marked> byTable = new HashMap<>();

    public DirtyChunks(Chunks chunks) {
        this.chunks = chunks;
    }

    /** The chunks at the last reading, with the highest known mark of each. */
    private record Marked(MappedTable table, KeyOrder order, List<Chunk> map, Map<Long, Long> marks) {
        /** The chunks of the keys that lack the mark. */
        Set<Long> without(Collection<RowKey> keys, long sequence) {
            Set<Long> ids = new HashSet<>();
            for (RowKey key : keys) {
                long id = map.get(ChunkMap.indexOf(map, key, order)).id();
                if (marks.getOrDefault(id, 0L) < sequence) {
                    ids.add(id);
                }
            }
            return ids;
        }
    }

    /** Marks the chunks of the keys as touched by the transaction of that sequence; durable when the method returns. */
    @Override
    public synchronized void changed(MappedTable table, Collection<RowKey> keys, long sequence) {
        if (keys.isEmpty()) {
            return;
        }
        Marked marked = byTable.get(table.id());
        if (marked == null || !marked.table().equals(table)) {
            marked = read(table, sequence);
        }
        Set<Long> ids = marked.without(keys, sequence);
        while (!ids.isEmpty() && !chunks.mark(ids, sequence)) {
            marked = read(table, sequence);
            ids = marked.without(keys, sequence);
        }
        for (Long id : ids) {
            marked.marks().put(id, sequence);
        }
    }

    /** The ranges of the chunks that hold the keys, as they were at the table's last mark; all keys if it has none. */
    public synchronized Set<KeyRange> ranges(MappedTable table, Collection<RowKey> keys) {
        Marked marked = byTable.get(table.id());
        if (marked == null) {
            return Set.of(KeyRange.ALL);
        }
        return keys.stream()
                .map(key -> marked.map()
                        .get(ChunkMap.indexOf(marked.map(), key, marked.order()))
                        .range())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Marked read(MappedTable table, long sequence) {
        List<Chunk> map = chunks.begin(table, sequence);
        Map<Long, Long> marks = new HashMap<>();
        map.forEach(chunk -> marks.put(chunk.id(), chunk.dirtySequence()));
        Marked marked = new Marked(table, new KeyOrder(table.keyTypes()), map, marks);
        byTable.put(table.id(), marked);
        return marked;
    }
}
