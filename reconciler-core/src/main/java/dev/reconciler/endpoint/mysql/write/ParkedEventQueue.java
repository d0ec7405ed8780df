package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.UtcText;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The queue of events that could not be applied. */
final class ParkedEventQueue {
    private final Connection connection;
    private final String pipeline;

    ParkedEventQueue(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    /** A stored event gets its new error and attempts; a new one gets its number. */
    long park(ParkedEvent event) throws SQLException {
        return event.id() == 0 ? insert(event) : update(event);
    }

    private long insert(ParkedEvent event) throws SQLException {
        RowKey key = event.key();
        Sql.update(
                connection,
                """
                INSERT INTO reconciler.parked_event
                  (pipeline, table_id, `key`, sequence, position, operation, envelope, error, attempts, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                pipeline,
                event.table(),
                key == null ? null : key.encoded(),
                event.change().sequence(),
                event.change().position(),
                event.change().operation(),
                event.change().envelope(),
                event.error(),
                event.attempts(),
                UtcText.text(event.at()));
        return Sql.number(connection, "SELECT last_insert_id()");
    }

    private long update(ParkedEvent event) throws SQLException {
        long rows = Sql.update(
                connection,
                "UPDATE reconciler.parked_event SET error = ?, attempts = ? WHERE pipeline = ? AND id = ?",
                event.error(),
                event.attempts(),
                pipeline,
                event.id());
        if (rows != 1) {
            throw new IllegalArgumentException("no parked event " + event.id() + " in pipeline " + pipeline);
        }
        return event.id();
    }

    /** In source order; of all tables if {@code table} is empty. */
    List<ParkedEvent> list(String table, long sequence, long id, int limit) throws SQLException {
        return Sql.list(
                connection, """
                SELECT id, table_id, `key`, sequence, position, operation, envelope, error, attempts, at
                FROM reconciler.parked_event
                WHERE pipeline = ? AND (? = '' OR table_id = ?) AND sequence >= ? AND (sequence > ? OR id > ?)
                ORDER BY sequence, id LIMIT ?""", ParkedEventQueue::event, pipeline, table, table, sequence, sequence, id, limit);
    }

    long count() throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM reconciler.parked_event WHERE pipeline = ?", pipeline);
    }

    /** Keys with parked events, by table id. */
    Map<String, Set<RowKey>> keys() throws SQLException {
        Map<String, Set<RowKey>> keys = new TreeMap<>();
        Sql.each(
                connection,
                "SELECT DISTINCT table_id, `key` FROM reconciler.parked_event WHERE pipeline = ? AND `key` IS NOT NULL",
                row -> keys.computeIfAbsent(row.getString(1), t -> new HashSet<>())
                        .add(RowKey.decode(row.getString(2))),
                pipeline);
        return keys;
    }

    boolean has(String table, RowKey key, long sequence) throws SQLException {
        return Sql.exists(connection, """
                SELECT 1 FROM reconciler.parked_event
                WHERE pipeline = ? AND sequence = ? AND table_id = ? AND `key` = ? LIMIT 1""", pipeline, sequence, table, key.encoded());
    }

    void remove(Collection<Long> ids) throws SQLException {
        for (Chunk<Long> chunk : Chunk.of(ids)) {
            Sql.update(
                    connection,
                    "DELETE FROM reconciler.parked_event WHERE pipeline = ? AND id IN " + chunk.list(),
                    chunk.values(id -> List.of(id), pipeline));
        }
    }

    private static ParkedEvent event(ResultSet result) throws SQLException {
        String key = result.getString(3);
        return new ParkedEvent(
                result.getLong(1),
                result.getString(2),
                key == null ? null : RowKey.decode(key),
                new ParkedEvent.Change(
                        result.getLong(4), result.getString(5), result.getString(6), result.getString(7)),
                result.getString(8),
                result.getInt(9),
                result.getObject(10, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }
}
