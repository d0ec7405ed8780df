package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The target's record of its writers, as a snapshot sees it. Transactions are named as in {@link LastWrite}. */
public interface WriteHistory {
    /** The last writer of a row of the target. */
    enum Writer {
        /** The pipeline itself: a batch, a fill, a correction or an undo. */
        DAEMON,
        /** A change of the table's definition, which rewrote its rows. */
        DEFINITION,
        /** Another session: an application or a person. */
        OTHER,
        /** Unknown: the write precedes the recorded history. */
        UNKNOWN
    }

    /** The first transaction from which on all of the pipeline's own are recorded, for people. */
    String since();

    /** The writer of each of these transactions, which wrote rows of the table. */
    Map<TransactionId, Writer> writers(MappedTable table, Collection<TransactionId> transactions);

    /** The latest correction of each of the keys that has one. */
    Map<RowKey, Corrected> corrections(String table, Collection<RowKey> keys);

    /** The keys with a change that found no row, and with a verification pending. */
    Set<RowKey> dirty(String table, Collection<RowKey> keys);

    /**
     * @param kind the correction's kind in the journal
     * @param after the row after the correction; null if it was deleted
     */
    record Corrected(String id, String kind, @Nullable Row after) {}
}
