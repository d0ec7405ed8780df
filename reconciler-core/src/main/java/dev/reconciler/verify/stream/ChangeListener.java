package dev.reconciler.verify.stream;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;

/**
 * Told of every key that the stream changed, in the ledger's order, at least once: {@link LedgerTail} moves on only after every
 * listener has returned. After a crash, or when one throws, the same changes are told again.
 */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Applied source transactions have touched these keys of the table since the last call. What is to be kept of it must be
     * durable on return.
     *
     * @param sequence of the last of them, see {@link dev.reconciler.position.Checkpoint#sequence}; a key may have been touched by
     *     an earlier one
     */
    void changed(MappedTable table, Collection<RowKey> keys, long sequence);

    /** All of these, in order. */
    static ChangeListener all(List<ChangeListener> listeners) {
        List<ChangeListener> each = List.copyOf(listeners);
        return (table, keys, sequence) -> each.forEach(l -> l.changed(table, keys, sequence));
    }
}
