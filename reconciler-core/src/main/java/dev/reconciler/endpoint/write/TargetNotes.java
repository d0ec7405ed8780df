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

    /**
     * Notes keys whose content must be verified (and filled) by a later window, with the reason. Noted once per key: with the last
     * reason, but one that a backfill has left stays so.
     */
    void markDirty(String table, Collection<RowKey> keys, String reason);

    void clearDirty(String table, Collection<RowKey> keys);

    /** Noted keys of a table, oldest first. */
    List<DirtyKey> dirty(String table, int limit);

    /** Whether one of these tables is not live yet, or a backfill has left keys of it. */
    boolean isBeingFilled(Collection<String> tables);

    /** Noted keys of these tables but those that a backfill has left, oldest first; none of a table of which it has left any. */
    List<Note> unproven(Collection<String> tables, int limit);

    /** Takes away these notes, and none of the same keys that was made since. */
    void clear(Collection<Note> notes);

    /** Stores a new event, whose id is 0; of a stored one, takes over error and attempts. Returns its id. */
    long park(ParkedEvent event);

    /** Parked events in source order; of one table, or of all if {@code table} is empty. */
    default List<ParkedEvent> parked(String table, int limit) {
        return parked(table, 0, 0, limit);
    }

    /** As {@link #parked(String, int)}, those alone that follow the event with this sequence and id. */
    List<ParkedEvent> parked(String table, long sequence, long id, int limit);

    /** How many events are parked. */
    long parkedCount();

    /** Keys with parked events, by table id. */
    Map<String, java.util.Set<RowKey>> parkedKeys();

    /** Whether an event of this very transaction is parked under the key. */
    boolean isParked(String table, RowKey key, long sequence);

    void unpark(Collection<Long> ids);

    record DirtyKey(RowKey key, String reason, long sequence) {}

    /** A note of a key. @param version tells it from a later one of the same key */
    record Note(String table, RowKey key, String version) {}
}
