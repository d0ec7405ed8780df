package dev.reconciler.cdc.change;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change of one mapped table, in the target's terms (columns in mapping order, transforms applied). */
public sealed interface ChangeEvent {
    /** {@link dev.reconciler.mapping.MappedTable#id}. */
    String table();

    /** A change of one row. */
    sealed interface RowChange extends ChangeEvent {
        RowKey key();
    }

    record Insert(String table, RowKey key, Row after) implements RowChange {}

    /**
     * @param previousKey null unless the key changed
     * @param unavailable columns (index in mapping order) whose unchanged values the event lacks (TOAST); never written
     */
    record Update(String table, RowKey key, @Nullable RowKey previousKey, Row after, Set<Integer> unavailable)
            implements RowChange {
        public Update {
            unavailable = Set.copyOf(unavailable);
        }
    }

    /** @param tenant null where the source logs the key alone: the target's row tells */
    record Delete(String table, RowKey key, @Nullable TenantId tenant) implements RowChange {}

    record Truncate(String table) implements ChangeEvent {}

    /**
     * A change of a row that could not be read, to be parked.
     *
     * @param key null if not even the key could be read
     * @param envelope the event as the connector gave it, JSON
     */
    record Unreadable(String table, @Nullable RowKey key, String envelope, String error) implements ChangeEvent {}

    /**
     * The stream shows that the source table's columns changed.
     *
     * @param incompatible whether the mapping can no longer be applied (a mapped column is gone or changed its type)
     */
    record SchemaChanged(String table, String what, boolean incompatible) implements ChangeEvent {}
}
