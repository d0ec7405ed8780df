package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads in a snapshot of the target the notes that a pipeline's writer keeps beside the data. */
final class TargetNotesReader {
    private final Session session;
    private final String pipeline;

    TargetNotesReader(Session session, String pipeline) {
        this.session = session;
        this.pipeline = pipeline;
    }

    /** An event of a whole table that is parked (TRUNCATE) holds the table back as a pause does. */
    Map<String, String> notLive(Collection<MappedTable> tables) {
        String sql = """
                SELECT w.id, CASE
                    WHEN s.state IS NULL OR s.state = 'PENDING' THEN 'its backfill has not begun'
                    WHEN s.state = 'FILLING' THEN 'its backfill is not done'
                    WHEN s.state = 'PAUSED' THEN concat('it is paused: ', s.reason)
                    WHEN EXISTS (SELECT FROM reconciler.dirty_key AS d WHERE d.pipeline = ?::text AND d.table_id = w.id
                        AND d.reason = ?::text) THEN 'its backfill is not done'
                    ELSE (SELECT concat('an event of the whole table is parked: ', p.operation)
                        FROM reconciler.parked_event AS p
                        WHERE p.pipeline = ?::text AND p.table_id = w.id AND p.key IS NULL ORDER BY p.id LIMIT 1) END
                FROM unnest(?::text[]) AS w(id)
                LEFT JOIN reconciler.table_state AS s ON s.pipeline = ?::text AND s.table_id = w.id""";
        Map<String, String> reasons = new LinkedHashMap<>();
        Sql.RowReader each = row -> {
            String reason = row.getString(2);
            if (reason != null) {
                reasons.put(row.getString(1), reason);
            }
        };
        List<String> ids = tables.stream().map(MappedTable::id).toList();
        session.each("the states of tables", sql, each, pipeline, TargetSnapshot.FILL, pipeline, ids, pipeline);
        return reasons;
    }

    Map<RowKey, String> parked(String table) {
        String sql = """
                SELECT DISTINCT ON (p.key) p.key, p.error FROM reconciler.parked_event AS p
                WHERE p.pipeline = ?::text AND p.table_id = ?::text AND p.key IS NOT NULL
                ORDER BY p.key, p.sequence, p.id""";
        Map<RowKey, String> errors = new LinkedHashMap<>();
        session.each(
                "the parked events of " + table,
                sql,
                row -> errors.put(RowKey.decode(row.getString(1)), row.getString(2)),
                pipeline,
                table);
        return errors;
    }
}
