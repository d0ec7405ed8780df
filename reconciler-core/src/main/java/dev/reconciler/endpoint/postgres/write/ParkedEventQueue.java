package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
        try (PreparedStatement insert = connection.prepareStatement("""
            INSERT INTO reconciler.parked_event
              (pipeline, table_id, key, sequence, position, operation, envelope, error, attempts, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id\
            """)) {
            RowKey key = event.key();
            insert.setString(1, pipeline);
            insert.setString(2, event.table());
            insert.setString(3, key == null ? null : key.encoded());
            insert.setLong(4, event.sequence());
            insert.setString(5, event.position());
            insert.setString(6, event.operation());
            insert.setString(7, event.envelope());
            insert.setString(8, event.error());
            insert.setInt(9, event.attempts());
            insert.setObject(10, event.at().atOffset(ZoneOffset.UTC));
            try (ResultSet result = insert.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private long update(ParkedEvent event) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
            UPDATE reconciler.parked_event SET error = ?, attempts = ? WHERE pipeline = ? AND id = ?\
            """)) {
            update.setString(1, event.error());
            update.setInt(2, event.attempts());
            update.setString(3, pipeline);
            update.setLong(4, event.id());
            if (update.executeUpdate() != 1) {
                throw new IllegalArgumentException("no parked event " + event.id() + " in pipeline " + pipeline);
            }
            return event.id();
        }
    }

    /** In source order; of all tables if {@code table} is empty. */
    List<ParkedEvent> list(String table, long sequence, long id, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
            SELECT id, table_id, key, sequence, position, operation, envelope, error, attempts, at
            FROM reconciler.parked_event
            WHERE pipeline = ? AND (? = '' OR table_id = ?) AND (sequence, id) > (?, ?)
            ORDER BY sequence, id LIMIT ?\
            """)) {
            select.setString(1, pipeline);
            select.setString(2, table);
            select.setString(3, table);
            select.setLong(4, sequence);
            select.setLong(5, id);
            select.setInt(6, limit);
            try (ResultSet result = select.executeQuery()) {
                List<ParkedEvent> events = new ArrayList<>();
                while (result.next()) {
                    events.add(event(result));
                }
                return events;
            }
        }
    }

    long count() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT count(*) FROM reconciler.parked_event WHERE pipeline = ?")) {
            select.setString(1, pipeline);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    boolean has(String table, RowKey key, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
            SELECT FROM reconciler.parked_event WHERE pipeline = ? AND sequence = ? AND table_id = ? AND key = ? LIMIT 1\
            """)) {
            select.setString(1, pipeline);
            select.setLong(2, sequence);
            select.setString(3, table);
            select.setString(4, key.encoded());
            try (ResultSet result = select.executeQuery()) {
                return result.next();
            }
        }
    }

    void remove(Collection<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM reconciler.parked_event WHERE pipeline = ? AND id = ANY (?::bigint[])")) {
            delete.setString(1, pipeline);
            delete.setString(2, Arrays.literal(ids.stream().map(String::valueOf).toList()));
            delete.executeUpdate();
        }
    }

    private static ParkedEvent event(ResultSet result) throws SQLException {
        String key = result.getString(3);
        return new ParkedEvent(
                result.getLong(1),
                result.getString(2),
                key == null ? null : RowKey.decode(key),
                result.getLong(4),
                result.getString(5),
                result.getString(6),
                result.getString(7),
                result.getString(8),
                result.getInt(9),
                result.getObject(10, OffsetDateTime.class).toInstant());
    }
}
