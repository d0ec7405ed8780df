package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the target keeps of who wrote it, as a snapshot sees it. Transactions are named as in {@link LastWrite}. */
public interface WriteHistory {
    /** Who wrote a row of the target last. */
    enum Writer {
        /** One of the pipeline's own writers: a batch, a fill, a correction or what took one back. */
        DAEMON,
        /** A change of the table's definition, which rewrote its rows. */
        DEFINITION,
        /** Somebody else. */
        OTHER,
        /** It is too long ago to tell. */
        UNKNOWN
    }

    /** For people: the first transaction from which on each of the pipeline's own is on record. */
    String since();

    /** Who each of these transactions was, which wrote rows of the table. */
    Map<TransactionId, Writer> writers(MappedTable table, Collection<TransactionId> transactions);

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
