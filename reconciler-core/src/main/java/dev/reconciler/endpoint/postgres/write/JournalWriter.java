package dev.reconciler.endpoint.postgres.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.row.Row;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Corrections, in the target that they changed. */
final class JournalWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private JournalWriter() {}

    /** An entry that names an earlier one in place of a discrepancy undoes it, and marks it so. */
    static void write(Connection connection, String pipeline, List<JournalEntry> entries) throws SQLException {
        mark(connection, pipeline, entries);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO reconciler.journal
                  (id, pipeline, discrepancy, table_id, key, tenant, kind, before, after, fence, actor, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)""")) {
            for (JournalEntry entry : entries) {
                bind(insert, pipeline, entry);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** One statement for all: a plan from when the journal was small reads the whole of it. */
    private static void mark(Connection connection, String pipeline, List<JournalEntry> entries) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE reconciler.journal AS undone SET undone_by = undo.id
                FROM unnest(?::text[], ?::text[]) AS undo (id, undoes)
                WHERE undone.pipeline = ? AND undone.id = undo.undoes""")) {
            update.setArray(1, texts(connection, entries, JournalEntry::id));
            update.setArray(2, texts(connection, entries, JournalEntry::discrepancy));
            update.setString(3, pipeline);
            update.executeUpdate();
        }
    }

    private static Array texts(Connection connection, List<JournalEntry> entries, Function<JournalEntry, String> part)
            throws SQLException {
        return connection.createArrayOf("text", entries.stream().map(part).toArray());
    }

    private static void bind(PreparedStatement insert, String pipeline, JournalEntry entry) throws SQLException {
        int at = 0;
        insert.setString(++at, entry.id());
        insert.setString(++at, pipeline);
        insert.setString(++at, entry.discrepancy());
        insert.setString(++at, entry.table());
        insert.setString(++at, entry.key().encoded());
        insert.setString(++at, entry.tenant().value());
        insert.setString(++at, entry.kind());
        insert.setString(++at, json(entry.before()));
        insert.setString(++at, json(entry.after()));
        insert.setLong(++at, entry.fence());
        insert.setString(++at, entry.actor());
        insert.setObject(++at, entry.at().atOffset(ZoneOffset.UTC));
    }

    private static @Nullable String json(@Nullable Row row) {
        try {
            return row == null ? null : JSON.writeValueAsString(row.values());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a row that JSON can't hold: " + row, e);
        }
    }
}
