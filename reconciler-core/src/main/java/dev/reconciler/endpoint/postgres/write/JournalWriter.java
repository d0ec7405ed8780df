package dev.reconciler.endpoint.postgres.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.row.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Corrections, in the target that they changed. */
final class JournalWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private JournalWriter() {}

    /** An entry that names an earlier one in place of a discrepancy undoes it, and marks it so. */
    static void write(Connection connection, String pipeline, List<JournalEntry> entries) throws SQLException {
        mark(connection, pipeline, entries);
        Sql.batch(connection, """
                INSERT INTO reconciler.journal
                  (id, pipeline, discrepancy, table_id, key, tenant, kind, before, after, fence, actor, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)""", entries, entry -> values(pipeline, entry));
    }

    /** One statement for all: a plan from when the journal was small reads the whole of it. */
    private static void mark(Connection connection, String pipeline, List<JournalEntry> entries) throws SQLException {
        Sql.update(
                connection,
                """
                UPDATE reconciler.journal AS undone SET undone_by = undo.id
                FROM unnest(?::text[], ?::text[]) AS undo (id, undoes)
                WHERE undone.pipeline = ? AND undone.id = undo.undoes""",
                entries.stream().map(JournalEntry::id).toList(),
                entries.stream().map(JournalEntry::discrepancy).toList(),
                pipeline);
    }

    private static @Nullable Object[] values(String pipeline, JournalEntry entry) {
        return new @Nullable Object[] {
            entry.id(),
            pipeline,
            entry.discrepancy(),
            entry.row().table(),
            entry.row().key().encoded(),
            entry.row().tenant().value(),
            entry.kind(),
            json(entry.row().before()),
            json(entry.row().after()),
            entry.fence(),
            entry.actor(),
            entry.at()
        };
    }

    private static @Nullable String json(@Nullable Row row) {
        try {
            return row == null ? null : JSON.writeValueAsString(row.values());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a row that JSON can't hold: " + row, e);
        }
    }
}
