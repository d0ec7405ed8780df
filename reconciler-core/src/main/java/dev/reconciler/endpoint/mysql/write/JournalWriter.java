package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.UtcText;
import dev.reconciler.endpoint.write.JournalEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Corrections, in the target that they changed. */
final class JournalWriter {
    private JournalWriter() {}

    /** An entry that names an earlier one in place of a discrepancy undoes it, and marks it so. */
    static void write(Connection connection, String pipeline, List<JournalEntry> entries) throws SQLException {
        Sql.batch(
                connection,
                "UPDATE reconciler.journal SET undone_by = ? WHERE pipeline = ? AND id = ?",
                entries,
                entry -> new Object[] {entry.id(), pipeline, entry.discrepancy()});
        Sql.batch(connection, """
                INSERT INTO reconciler.journal
                  (id, pipeline, discrepancy, table_id, key_digest, `key`, tenant, kind, `before`, `after`, fence, actor, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", entries, entry -> values(pipeline, entry));
    }

    private static @Nullable Object[] values(String pipeline, JournalEntry entry) {
        return new @Nullable Object[] {
            entry.id(),
            pipeline,
            entry.discrepancy(),
            entry.row().table(),
            KeyDigest.of(entry.row().key()),
            entry.row().key().encoded(),
            entry.row().tenant().value(),
            entry.kind(),
            Json.ofRow(entry.row().before()),
            Json.ofRow(entry.row().after()),
            entry.fence(),
            entry.actor(),
            UtcText.text(entry.at())
        };
    }
}
