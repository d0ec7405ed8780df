package dev.reconciler.endpoint.postgres.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.row.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Corrections, in the target that they changed. */
final class Journal {
    private static final JsonMapper JSON = new JsonMapper();

    private Journal() {}

    /** An entry that names an earlier one in place of a discrepancy undoes it, and marks it so. */
    static void write(Connection connection, String pipeline, JournalEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH undone AS (
                  UPDATE reconciler.journal SET undone_by = ? WHERE pipeline = ? AND id = ?)
                INSERT INTO reconciler.journal
                  (id, pipeline, discrepancy, table_id, key, tenant, kind, before, after, fence, actor, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)""")) {
            int at = 0;
            insert.setString(++at, entry.id());
            insert.setString(++at, pipeline);
            insert.setString(++at, entry.discrepancy());
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
            insert.executeUpdate();
        }
    }

    private static @Nullable String json(@Nullable Row row) {
        try {
            return row == null ? null : JSON.writeValueAsString(row.values());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a row that JSON can't hold: " + row, e);
        }
    }
}
