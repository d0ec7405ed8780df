package dev.reconciler.run.internal;

import dev.reconciler.control.Json;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** Rows of the run tables as records. */
final class RunRows {
    private RunRows() {}

    static Run run(ResultSet row) throws SQLException {
        Timestamp finished = row.getTimestamp("finished");
        return new Run(
                row.getString("id"),
                row.getString("pipeline"),
                row.getString("job"),
                row.getString("trigger"),
                new RunScope(
                        Json.toTexts(row.getString("tables")),
                        Json.toTexts(row.getString("tenants")),
                        Json.toTexts(row.getString("rules")),
                        changed(row)),
                RunState.valueOf(row.getString("state")),
                new Run.Times(
                        row.getTimestamp("started").toInstant(),
                        row.getTimestamp("heartbeat").toInstant(),
                        finished == null ? null : finished.toInstant()),
                row.getString("error"));
    }

    private static @Nullable ChangedBetween changed(ResultSet row) throws SQLException {
        Timestamp since = row.getTimestamp("changed_since");
        return since == null
                ? null
                : new ChangedBetween(
                        since.toInstant(), row.getTimestamp("changed_until").toInstant());
    }

    static RunResult result(ResultSet row) throws SQLException {
        return new RunResult(
                row.getString("table_id"),
                new TenantId(row.getString("tenant")),
                Verdict.valueOf(row.getString("verdict")),
                row.getLong("source_rows"),
                row.getLong("target_rows"),
                row.getLong("in_doubt"),
                row.getLong("discrepancies"),
                row.getString("note"));
    }

    static ChunkDone chunk(ResultSet row) throws SQLException {
        return new ChunkDone(
                row.getString("table_id"),
                KeyRange.decode(row.getString("range_from"), row.getString("range_to")),
                Verdict.valueOf(row.getString("verdict")),
                row.getLong("fence_sequence"),
                row.getString("fence_position"),
                row.getString("source_content"),
                row.getLong("rows"));
    }
}
