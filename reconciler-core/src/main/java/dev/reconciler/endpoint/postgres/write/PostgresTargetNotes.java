package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.StoredTableState;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Notes of one pipeline, in the transaction of the connection. */
final class PostgresTargetNotes implements TargetNotes {
    private final Connection connection;
    private final String pipeline;
    private final ParkedEventQueue parked;
    private boolean marked;

    PostgresTargetNotes(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.parked = new ParkedEventQueue(connection, pipeline);
    }

    @Override
    public Map<String, TableState> tableStates() {
        Map<String, TableState> states = new TreeMap<>();
        PostgresFailures.writing(
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
        PostgresFailures.writing(
                "writing a table's state",
                () -> Sql.update(connection, """
                INSERT INTO reconciler.table_state (pipeline, table_id, state, up_to_key, reason) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (pipeline, table_id) DO UPDATE
                SET state = excluded.state, up_to_key = excluded.up_to_key, reason = excluded.reason\
                """, pipeline, table, state.name(), state.upTo(), state.reason()));
    }

    /** A key noted again keeps its place in the queue, but has to be verified at the later sequence. */
    @Override
    public void markDirty(String table, Collection<RowKey> keys, String reason) {
        if (keys.isEmpty()) {
            return;
        }
        marked = true;
        PostgresFailures.writing(
                "noting keys to verify",
                () -> Sql.update(
                        connection, """
                INSERT INTO reconciler.dirty_key AS d (pipeline, table_id, key, reason, sequence)
                SELECT ?, ?, k, ?, coalesce((SELECT sequence FROM reconciler.checkpoint WHERE pipeline = ?), 0)
                FROM unnest(?::text[]) WITH ORDINALITY AS u(k, n) ORDER BY n
                ON CONFLICT (pipeline, table_id, reconciler.key_digest(key)) DO UPDATE
                SET reason = CASE d.reason WHEN ? THEN d.reason ELSE excluded.reason END, sequence = excluded.sequence, noted_by = excluded.noted_by\
                """, pipeline, table, reason, pipeline, encoded(keys), TargetSnapshot.FILL));
    }

    /** Keys noted in this transaction are to be verified at the sequence that it reaches. */
    void reached(long sequence) {
        if (!marked) {
            return;
        }
        PostgresFailures.writing("noting keys to verify", () -> Sql.update(connection, """
                UPDATE reconciler.dirty_key SET sequence = ? WHERE pipeline = ? AND noted_by = pg_current_xact_id()\
                """, sequence, pipeline));
    }

    @Override
    public void clearDirty(String table, Collection<RowKey> keys) {
        PostgresFailures.writing(
                "clearing keys to verify", () -> Sql.update(connection, """
                DELETE FROM reconciler.dirty_key WHERE pipeline = ? AND table_id = ? AND key = ANY (?::text[])\
                """, pipeline, table, encoded(keys)));
    }

    @Override
    public List<DirtyKey> dirty(String table, int limit) {
        return PostgresFailures.writing(
                "reading keys to verify",
                () -> Sql.list(
                        connection,
                        """
                SELECT key, reason, sequence FROM reconciler.dirty_key WHERE pipeline = ? AND table_id = ?
                ORDER BY noted_at, key COLLATE "C" LIMIT ?\
                """,
                        row -> new DirtyKey(RowKey.decode(row.getString(1)), row.getString(2), row.getLong(3)),
                        pipeline,
                        table,
                        limit));
    }

    @Override
    public boolean isBeingFilled(Collection<String> tables) {
        Map<String, TableState> states = tableStates();
        if (tables.stream().anyMatch(table -> TableState.isUnfinished(states.get(table)))) {
            return true;
        }
        return PostgresFailures.writing(
                "reading keys that a backfill has left",
                () -> Sql.isTrue(connection, """
                SELECT EXISTS (SELECT FROM reconciler.dirty_key
                  WHERE pipeline = ? AND table_id = ANY (?::text[]) AND reason = ?)\
                """, pipeline, tables, TargetSnapshot.FILL));
    }

    @Override
    public List<Note> unproven(Collection<String> tables, int limit) {
        return PostgresFailures.writing(
                "reading keys to prove",
                () -> Sql.list(
                        connection,
                        """
                SELECT d.table_id, d.key, d.noted_by::text FROM reconciler.dirty_key AS d
                WHERE d.pipeline = ? AND d.table_id = ANY (?::text[]) AND NOT EXISTS (
                  SELECT FROM reconciler.dirty_key AS f
                  WHERE f.pipeline = d.pipeline AND f.table_id = d.table_id AND f.reason = ?)
                ORDER BY d.noted_at, d.key COLLATE "C" LIMIT ?\
                """,
                        row -> new Note(row.getString(1), RowKey.decode(row.getString(2)), row.getString(3)),
                        pipeline,
                        tables,
                        TargetSnapshot.FILL,
                        limit));
    }

    /** The transaction that made a note tells it from any other note of the key. */
    @Override
    public void clear(Collection<Note> notes) {
        PostgresFailures.writing(
                "clearing proven keys",
                () -> Sql.update(
                        connection,
                        """
                DELETE FROM reconciler.dirty_key AS d USING unnest(?::text[], ?::text[], ?::text[]) AS n(table_id, key, noted_by)
                WHERE d.pipeline = ? AND d.table_id = n.table_id AND d.key = n.key AND d.noted_by = n.noted_by::xid8\
                """,
                        notes.stream().map(Note::table).toList(),
                        notes.stream().map(note -> note.key().encoded()).toList(),
                        notes.stream().map(Note::version).toList(),
                        pipeline));
    }

    @Override
    public long park(ParkedEvent event) {
        return PostgresFailures.writing("parking an event", () -> parked.park(event));
    }

    @Override
    public List<ParkedEvent> parked(String table, long sequence, long id, int limit) {
        return PostgresFailures.writing("reading parked events", () -> parked.list(table, sequence, id, limit));
    }

    @Override
    public long parkedCount() {
        return PostgresFailures.writing("counting parked events", parked::count);
    }

    @Override
    public Map<String, Set<RowKey>> parkedKeys() {
        Map<String, Set<RowKey>> keys = new TreeMap<>();
        PostgresFailures.writing(
                "reading parked keys",
                () -> Sql.each(
                        connection,
                        """
                SELECT DISTINCT table_id, key FROM reconciler.parked_event WHERE pipeline = ? AND key IS NOT NULL\
                """,
                        row -> keys.computeIfAbsent(row.getString(1), t -> new HashSet<>())
                                .add(RowKey.decode(row.getString(2))),
                        pipeline));
        return keys;
    }

    @Override
    public boolean isParked(String table, RowKey key, long sequence) {
        return PostgresFailures.writing("reading parked events", () -> parked.has(table, key, sequence));
    }

    @Override
    public void unpark(Collection<Long> ids) {
        PostgresFailures.writing("unparking events", () -> parked.remove(ids));
    }

    private static List<String> encoded(Collection<RowKey> keys) {
        return keys.stream().map(RowKey::encoded).distinct().toList();
    }
}
