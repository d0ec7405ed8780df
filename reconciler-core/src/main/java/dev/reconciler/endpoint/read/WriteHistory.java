package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the target keeps of who wrote it, as a snapshot sees it. Transactions are numbered as in {@link LastWrite}. */
public interface WriteHistory {
    /** From here on each of the pipeline's own transactions that wrote rows is known; what is before may be anybody's. */
    long horizon();

    /** Those that the pipeline's own writers made: batches, fills, corrections and what took them back. */
    Set<Long> own(Collection<Long> transactions);

    /** Transactions that gave columns of the table their present definition; one that rewrote the table wrote each row. */
    Set<Long> definitions(MappedTable table);

    /** The latest correction of each of the keys that has one. */
    Map<RowKey, Corrected> corrections(String table, Collection<RowKey> keys);

    /** Those of the keys of which a change met no row, and that wait to be verified. */
    Set<RowKey> dirty(String table, Collection<RowKey> keys);

    /**
     * @param kind as the journal names it
     * @param after the row that it left; null if it deleted it
     */
    record Corrected(String id, String kind, @Nullable Row after) {}
}
