package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the target notes in the data's own transaction: states of tables, keys to verify, parked events. */
public interface TargetNotes {
    /** States by table id; a table not in it is {@link TableState.Pending}. */
    Map<String, TableState> tableStates();

    void setTableState(String table, TableState state);

    /** Notes keys whose content must be verified (and filled) by a later window, with the reason. Noted once per key. */
    void markDirty(String table, Collection<RowKey> keys, String reason);

    void clearDirty(String table, Collection<RowKey> keys);

    /** Noted keys of a table, oldest first. */
    List<DirtyKey> dirty(String table, int limit);

    long park(ParkedEvent event);

    /** Parked events in source order; of one table, or of all if {@code table} is empty. */
    List<ParkedEvent> parked(String table, int limit);

    /** Keys with parked events, by table id. */
    Map<String, java.util.Set<RowKey>> parkedKeys();

    void unpark(Collection<Long> ids);

    record DirtyKey(RowKey key, String reason, long sequence) {}
}
