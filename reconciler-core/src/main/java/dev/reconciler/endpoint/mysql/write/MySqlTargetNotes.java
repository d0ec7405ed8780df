package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.StoredTableState;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Notes of one pipeline, in the transaction of the connection. */
public final class MySqlTargetNotes implements TargetNotes {
    private final Connection connection;
    private final String pipeline;
    private final DirtyKeyQueue dirty;
    private final ParkedEventQueue parked;

    public MySqlTargetNotes(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.dirty = new DirtyKeyQueue(connection, pipeline);
        this.parked = new ParkedEventQueue(connection, pipeline);
    }

    @Override
    public Map<String, TableState> tableStates() {
        Map<String, TableState> states = new TreeMap<>();
        MySqlFailures.writing(
                "reading table states",
                () -> Sql.each(
                        connection,
                        "SELECT table_id, state, up_to_key, reason FROM reconciler.table_state WHERE pipeline = ?",
                        row -> states.put(
                                row.getString(1),
                                new StoredTableState(row.getString(2), row.getString(3), row.getString(4)).state()),
                        pipeline));
        return states;
    }

    @Override
    public void setTableState(String table, TableState state) {
        store(table, StoredTableState.of(state));
    }

    private void store(String table, StoredTableState state) {
        MySqlFailures.writing(
                "writing a table's state",
                () -> Sql.update(connection, """
                        INSERT INTO reconciler.table_state (pipeline, table_id, state, up_to_key, reason)
                        VALUES (?, ?, ?, ?, ?)
                        ON DUPLICATE KEY UPDATE state = VALUES(state), up_to_key = VALUES(up_to_key),
                            reason = VALUES(reason)""", pipeline, table, state.name(), state.upTo(), state.reason()));
    }

    @Override
    public void markDirty(String table, Collection<RowKey> keys, String reason) {
        MySqlFailures.writing("noting keys to verify", () -> dirty.mark(table, keys, reason));
    }

    /** Keys noted in this transaction are to be verified at the sequence that it reaches. */
    void reached(long sequence) {
        MySqlFailures.writing("noting keys to verify", () -> dirty.reached(sequence));
    }

    @Override
    public void clearDirty(String table, Collection<RowKey> keys) {
        MySqlFailures.writing("clearing keys to verify", () -> dirty.clear(table, keys));
    }

    @Override
    public List<DirtyKey> dirty(String table, int limit) {
        return MySqlFailures.writing("reading keys to verify", () -> dirty.list(table, limit));
    }

    @Override
    public boolean isBeingFilled(Collection<String> tables) {
        Map<String, TableState> states = tableStates();
        return tables.stream().anyMatch(table -> TableState.isUnfinished(states.get(table)))
                || MySqlFailures.writing(
                        "reading keys that a backfill has left",
                        () -> !dirty.tablesWith(tables, TargetSnapshot.FILL).isEmpty());
    }

    @Override
    public List<Note> unproven(Collection<String> tables, int limit) {
        return MySqlFailures.writing("reading keys to prove", () -> {
            Set<String> postponed = dirty.tablesWith(tables, TargetSnapshot.FILL);
            return dirty.notes(
                    tables.stream().filter(table -> !postponed.contains(table)).toList(), limit);
        });
    }

    @Override
    public void clear(Collection<Note> notes) {
        MySqlFailures.writing("clearing proven keys", () -> dirty.clear(notes));
    }

    @Override
    public long park(ParkedEvent event) {
        return MySqlFailures.writing("parking an event", () -> parked.park(event));
    }

    @Override
    public List<ParkedEvent> parked(String table, long sequence, long id, int limit) {
        return MySqlFailures.writing("reading parked events", () -> parked.list(table, sequence, id, limit));
    }

    @Override
    public long parkedCount() {
        return MySqlFailures.writing("counting parked events", parked::count);
    }

    @Override
    public Map<String, Set<RowKey>> parkedKeys() {
        return MySqlFailures.writing("reading parked keys", parked::keys);
    }

    @Override
    public boolean isParked(String table, RowKey key, long sequence) {
        return MySqlFailures.writing("reading parked events", () -> parked.has(table, key, sequence));
    }

    @Override
    public void unpark(Collection<Long> ids) {
        MySqlFailures.writing("unparking events", () -> parked.remove(ids));
    }
}
