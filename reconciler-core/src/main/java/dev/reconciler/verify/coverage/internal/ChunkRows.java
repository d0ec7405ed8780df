package dev.reconciler.verify.coverage.internal;

import dev.reconciler.control.Json;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Rows of the chunk table as records, and the other way round. */
final class ChunkRows {
    private ChunkRows() {}

    static Chunk chunk(ResultSet row) throws SQLException {
        String position = row.getString("verified_position");
        VerifiedThrough verified = position == null
                ? null
                : new VerifiedThrough(
                        row.getLong("verified_sequence"),
                        position,
                        row.getTimestamp("verified_at").toInstant(),
                        row.getString("verified_job"));
        Map<TenantId, Long> findings = new HashMap<>();
        Json.toCounts(row.getString("findings")).forEach((tenant, count) -> findings.put(new TenantId(tenant), count));
        return new Chunk(
                row.getLong("id"),
                KeyRange.decode(row.getString("range_from"), row.getString("range_to")),
                verified,
                row.getLong("rows"),
                findings,
                row.getLong("dirty_sequence"));
    }

    static void bind(PreparedBatch batch, Chunk chunk) {
        Map<String, Long> findings = new HashMap<>();
        chunk.findings().forEach((tenant, count) -> findings.put(tenant.value(), count));
        VerifiedThrough verified = chunk.verified();
        batch.bind("id", chunk.id())
                .bind("from", encoded(chunk.range().from()))
                .bind("to", encoded(chunk.range().to()))
                .bind("rows", chunk.rows())
                .bind("findings", Json.ofCounts(findings))
                .bind("sequence", verified == null ? null : verified.sequence())
                .bind("position", verified == null ? null : verified.position())
                .bind("at", verified == null ? null : verified.at())
                .bind("job", verified == null ? null : verified.job())
                .bind("dirty", chunk.dirtySequence());
    }

    static ChunkSummary summary(RowView row) {
        return new ChunkSummary(
                row.getColumn("total", Long.class),
                row.getColumn("dirty", Long.class),
                row.getColumn("diverged", Long.class),
                row.getColumn("never", Long.class),
                row.getColumn("oldest", Instant.class));
    }

    static Comparator<Chunk> inKeyOrder(KeyOrder order) {
        return Comparator.comparing(chunk -> chunk.range().from(), Comparator.nullsFirst(order));
    }

    private static @Nullable String encoded(@Nullable RowKey key) {
        return key == null ? null : key.encoded();
    }
}
