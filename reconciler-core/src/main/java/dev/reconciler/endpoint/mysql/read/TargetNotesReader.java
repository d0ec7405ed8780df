package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads in a snapshot of the target the notes that a pipeline's writer keeps beside the data. */
final class TargetNotesReader {
    private static final String PENDING = "its backfill has not begun";
    private static final String UNFINISHED = "its backfill is not done";

    private final MySqlSession session;
    private final String pipeline;

    TargetNotesReader(MySqlSession session, String pipeline) {
        this.session = session;
        this.pipeline = pipeline;
    }

    /** An event of a whole table that is parked (TRUNCATE) holds the table back as a pause does. */
    Map<String, String> notLive(Collection<MappedTable> tables) {
        Map<String, String> reasons = new LinkedHashMap<>();
        tables.forEach(table -> reasons.put(table.id(), PENDING));
        session.each(
                "the states of tables",
                "SELECT table_id, state, coalesce(reason, '') FROM reconciler.table_state WHERE pipeline = ?",
                List.of(pipeline),
                row -> reasons.replace(row.getString(1), reason(row.getString(2), row.getString(3))));
        session.each(
                "keys that backfills have left",
                "SELECT DISTINCT table_id FROM reconciler.dirty_key WHERE pipeline = ? AND reason = ?",
                List.of(pipeline, TargetSnapshot.FILL),
                row -> reasons.replace(row.getString(1), "", UNFINISHED));
        String parked = """
                SELECT table_id, operation FROM reconciler.parked_event
                WHERE pipeline = ? AND `key` IS NULL ORDER BY id""";
        session.each(
                "parked events of whole tables",
                parked,
                List.of(pipeline),
                row -> reasons.replace(
                        row.getString(1), "", "an event of the whole table is parked: " + row.getString(2)));
        reasons.values().removeIf(String::isEmpty);
        return reasons;
    }

    /** Empty for a live table. */
    private static String reason(String state, String pause) {
        return switch (state) {
            case "PENDING" -> PENDING;
            case "FILLING" -> UNFINISHED;
            case "PAUSED" -> "it is paused: " + pause;
            default -> "";
        };
    }

    Map<RowKey, String> parked(String table) {
        String sql = """
                SELECT `key`, error FROM reconciler.parked_event
                WHERE pipeline = ? AND table_id = ? AND `key` IS NOT NULL ORDER BY sequence, id""";
        Map<RowKey, String> errors = new LinkedHashMap<>();
        session.each(
                "the parked events of " + table,
                sql,
                List.of(pipeline, table),
                row -> errors.putIfAbsent(RowKey.decode(row.getString(1)), row.getString(2)));
        return errors;
    }
}
