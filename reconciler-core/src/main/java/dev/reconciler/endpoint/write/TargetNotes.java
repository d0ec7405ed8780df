package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The notes that commit with the data in the target: states of tables, keys to verify, parked events. */
public interface TargetNotes {
    /** States by table id; an absent table is {@link TableState.Pending}. */
    Map<String, TableState> tableStates();

    void setTableState(String table, TableState state);

    /**
     * Notes keys whose content must be verified (and filled) by a later window, with the reason. A key has one note, with the
     * last reason; the note of a backfill keeps its reason.
     */
    void markDirty(String table, Collection<RowKey> keys, String reason);

    void clearDirty(String table, Collection<RowKey> keys);

    /** Noted keys of a table, oldest first. */
    List<DirtyKey> dirty(String table, int limit);

    /** Returns whether one of these tables is not live yet, or has keys that a backfill postponed. */
    boolean isBeingFilled(Collection<String> tables);

    /** Noted keys of these tables, oldest first, except tables with keys that a backfill postponed. */
    List<Note> unproven(Collection<String> tables, int limit);

    /** Deletes these notes, but no later note of the same keys. */
    void clear(Collection<Note> notes);

    /** Stores a new event, whose id is 0, or updates error and attempts of a stored one. Returns its id. */
    long park(ParkedEvent event);

    /** Parked events in source order; of one table, or of all if {@code table} is empty. */
    default List<ParkedEvent> parked(String table, int limit) {
        return parked(table, 0, 0, limit);
    }

    /** As {@link #parked(String, int)}, restricted to events after the one with this sequence and id. */
    List<ParkedEvent> parked(String table, long sequence, long id, int limit);

    /** The number of parked events. */
    long parkedCount();

    /** Keys with parked events, by table id. */
    Map<String, java.util.Set<RowKey>> parkedKeys();

    /** Returns whether an event of this very transaction is parked under the key. */
    boolean isParked(String table, RowKey key, long sequence);

    void unpark(Collection<Long> ids);

    record DirtyKey(RowKey key, String reason, long sequence) {}

    /** A note of a key. @param version distinguishes it from a later note of the same key */
    record Note(String table, RowKey key, String version) {}
}
