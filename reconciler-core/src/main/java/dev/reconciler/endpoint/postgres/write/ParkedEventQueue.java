package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

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
        return Sql.number(
                connection,
                """
            INSERT INTO reconciler.parked_event
              (pipeline, table_id, key, sequence, position, operation, envelope, error, attempts, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id\
            """,
                pipeline,
                event.table(),
                key == null ? null : key.encoded(),
                event.change().sequence(),
                event.change().position(),
                event.change().operation(),
                event.change().envelope(),
                event.error(),
                event.attempts(),
                event.at());
    }

    private long update(ParkedEvent event) throws SQLException {
        long rows = Sql.update(connection, """
            UPDATE reconciler.parked_event SET error = ?, attempts = ? WHERE pipeline = ? AND id = ?\
            """, event.error(), event.attempts(), pipeline, event.id());
        if (rows != 1) {
            throw new IllegalArgumentException("no parked event " + event.id() + " in pipeline " + pipeline);
        }
        return event.id();
    }

    /** In source order; of all tables if {@code table} is empty. */
    List<ParkedEvent> list(String table, long sequence, long id, int limit) throws SQLException {
        return Sql.list(connection, """
            SELECT id, table_id, key, sequence, position, operation, envelope, error, attempts, at
            FROM reconciler.parked_event
            WHERE pipeline = ? AND (? = '' OR table_id = ?) AND (sequence, id) > (?, ?)
            ORDER BY sequence, id LIMIT ?\
            """, ParkedEventQueue::event, pipeline, table, table, sequence, id, limit);
    }

    long count() throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM reconciler.parked_event WHERE pipeline = ?", pipeline);
    }

    boolean has(String table, RowKey key, long sequence) throws SQLException {
        return Sql.exists(connection, """
            SELECT FROM reconciler.parked_event WHERE pipeline = ? AND sequence = ? AND table_id = ? AND key = ? LIMIT 1\
            """, pipeline, sequence, table, key.encoded());
    }

    void remove(Collection<Long> ids) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM reconciler.parked_event WHERE pipeline = ? AND id = ANY (?::bigint[])",
                pipeline,
                ids);
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
                result.getObject(10, OffsetDateTime.class).toInstant());
    }
}
