package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.TargetNotes.DirtyKey;
import dev.reconciler.endpoint.write.TargetNotes.Note;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys to verify, oldest first. Each note bears a number of the transaction that made it, or renewed it last. */
final class DirtyKeyQueue {
    private final Connection connection;
    private final String pipeline;
    private @Nullable String transaction;

    DirtyKeyQueue(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    /** A key noted again keeps its place in the queue, but has to be verified at the later sequence. */
    void mark(String table, Collection<RowKey> keys, String reason) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        String by = transaction();
        long sequence = Sql.number(
                connection,
                "SELECT coalesce(max(sequence), 0) FROM reconciler.checkpoint WHERE pipeline = ?",
                pipeline);
        for (Chunk<RowKey> chunk : Chunk.of(new LinkedHashSet<>(keys))) {
            Sql.update(
                    connection,
                    """
                    INSERT INTO reconciler.dirty_key (pipeline, table_id, key_digest, `key`, reason, sequence, noted_by)
                    VALUES %s ON DUPLICATE KEY UPDATE
                        reason = CASE reason WHEN '%s' THEN reason ELSE VALUES(reason) END,
                        sequence = VALUES(sequence), noted_by = VALUES(noted_by)""".formatted(chunk.rows(7), TargetSnapshot.FILL),
                    chunk.values(
                            key -> List.of(pipeline, table, KeyDigest.of(key), key.encoded(), reason, sequence, by)));
        }
    }

    private String transaction() throws SQLException {
        if (transaction == null) {
            transaction = Sql.one(connection, "SELECT uuid()", row -> row.getString(1));
        }
        return transaction;
    }

    void reached(long sequence) throws SQLException {
        if (transaction != null) {
            Sql.update(
                    connection,
                    "UPDATE reconciler.dirty_key SET sequence = ? WHERE pipeline = ? AND noted_by = ?",
                    sequence,
                    pipeline,
                    transaction);
        }
    }

    void clear(String table, Collection<RowKey> keys) throws SQLException {
        for (Chunk<RowKey> chunk : Chunk.of(keys)) {
            Sql.update(
                    connection,
                    "DELETE FROM reconciler.dirty_key WHERE pipeline = ? AND table_id = ? AND key_digest IN "
                            + chunk.list(),
                    chunk.values(key -> List.of(KeyDigest.of(key)), pipeline, table));
        }
    }

    /** The transaction that made a note distinguishes it from any other note of the key. */
    void clear(Collection<Note> notes) throws SQLException {
        Map<String, List<Note>> byTable = notes.stream().collect(Collectors.groupingBy(Note::table));
        for (Map.Entry<String, List<Note>> table : byTable.entrySet()) {
            for (Chunk<Note> chunk : Chunk.of(table.getValue())) {
                clear(table.getKey(), chunk);
            }
        }
    }

    /** By a list of digests, which the index has, and then by pairs, for which MariaDB alone would read every row. */
    private void clear(String table, Chunk<Note> notes) throws SQLException {
        Object[] digests = notes.values(note -> List.of(KeyDigest.of(note.key())), pipeline, table);
        Sql.update(
                connection,
                "DELETE FROM reconciler.dirty_key WHERE pipeline = ? AND table_id = ? AND key_digest IN " + notes.list()
                        + " AND (key_digest, noted_by) IN (" + notes.rows(2) + ")",
                notes.values(note -> List.of(KeyDigest.of(note.key()), note.version()), digests));
    }

    List<DirtyKey> list(String table, int limit) throws SQLException {
        return Sql.list(
                connection,
                """
                SELECT `key`, reason, sequence FROM reconciler.dirty_key WHERE pipeline = ? AND table_id = ?
                ORDER BY id LIMIT ?""",
                row -> new DirtyKey(RowKey.decode(row.getString(1)), row.getString(2), row.getLong(3)),
                pipeline,
                table,
                limit);
    }

    /** Those of the tables that have a key noted for the reason. */
    Set<String> tablesWith(Collection<String> tables, String reason) throws SQLException {
        Set<String> found = new HashSet<>();
        for (Chunk<String> chunk : Chunk.of(tables)) {
            Sql.each(
                    connection,
                    "SELECT DISTINCT table_id FROM reconciler.dirty_key WHERE pipeline = ? AND reason = ? AND table_id IN "
                            + chunk.list(),
                    row -> found.add(row.getString(1)),
                    chunk.values(List::of, pipeline, reason));
        }
        return found;
    }

    /** The oldest notes of these tables. */
    List<Note> notes(Collection<String> tables, int limit) throws SQLException {
        if (tables.isEmpty()) {
            return List.of();
        }
        Chunk<String> all = new Chunk<>(List.copyOf(tables));
        return Sql.list(
                connection,
                "SELECT table_id, `key`, noted_by FROM reconciler.dirty_key WHERE pipeline = ? AND table_id IN "
                        + all.list() + " ORDER BY id LIMIT " + limit,
                row -> new Note(row.getString(1), RowKey.decode(row.getString(2)), row.getString(3)),
                all.values(List::of, pipeline));
    }
}
