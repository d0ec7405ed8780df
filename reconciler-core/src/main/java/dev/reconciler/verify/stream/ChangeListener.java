package dev.reconciler.verify.stream;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;

/**
 * Receives every key that the stream changed, in the ledger's order, at least once: {@link LedgerTail} advances only after every
 * listener has returned. After a crash or an exception, the same changes are delivered again.
 */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Applied source transactions have touched these keys of the table since the last call. Their effects must be durable on
     * return.
     *
     * @param sequence the sequence of the last transaction, see {@link dev.reconciler.position.Checkpoint#sequence}; a key may
     *     have been touched by an earlier one
     */
    void changed(MappedTable table, Collection<RowKey> keys, long sequence);

    /** Combines listeners, called in the order of the list. */
    static ChangeListener all(List<ChangeListener> listeners) {
        List<ChangeListener> each = List.copyOf(listeners);
        return (table, keys, sequence) -> each.forEach(l -> l.changed(table, keys, sequence));
    }
}
