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

    /**
     * Every table's keys of a slice have been delivered, which the transactions of these sequences touched; further keys of the
     * last one may follow. Its effects must be durable on return.
     */
    default void delivered(long first, long last) {}

    /** Combines listeners, called in the order of the list. */
    static ChangeListener all(List<ChangeListener> listeners) {
        List<ChangeListener> each = List.copyOf(listeners);
        return new ChangeListener() {
            @Override
            public void changed(MappedTable table, Collection<RowKey> keys, long sequence) {
                each.forEach(l -> l.changed(table, keys, sequence));
            }

            @Override
            public void delivered(long first, long last) {
                each.forEach(l -> l.delivered(first, last));
            }
        };
    }
}
