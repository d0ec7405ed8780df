package dev.reconciler.discrepancy.internal;

import dev.reconciler.control.Json;
import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Difference;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Lifecycle;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.discrepancy.Sightings;
import dev.reconciler.row.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy as its table holds it.
 *
 * @param standing the decision that covers its images; null if there is none
 */
record DiscrepancyRow(Discrepancy discrepancy, @Nullable Standing standing) {
    static DiscrepancyRow of(ResultSet row) throws SQLException {
        Instant until = instant(row, "accepted_until");
        Standing standing = row.getBoolean("settled")
                ? new Standing(
                        Json.toRow(row.getString("settled_source")), Json.toRow(row.getString("settled_target")), until)
                : null;
        return new DiscrepancyRow(discrepancy(row, until), standing);
    }

    private static Discrepancy discrepancy(ResultSet row, @Nullable Instant acceptedUntil) throws SQLException {
        return new Discrepancy(
                row.getString("id"),
                row.getString("pipeline"),
                new Place(row.getString("table_id"), new TenantId(row.getString("tenant")), row.getString("subject")),
                difference(row),
                new Attribution(Cause.valueOf(row.getString("cause")), row.getString("cause_evidence")),
                Severity.valueOf(row.getString("severity")),
                new Sightings(
                        row.getLong("seen"),
                        row.getTimestamp("first_seen").toInstant(),
                        row.getTimestamp("last_seen").toInstant(),
                        proof(row)),
                lifecycle(row, acceptedUntil));
    }

    private static Difference difference(ResultSet row) throws SQLException {
        return new Difference(
                DiscrepancyType.valueOf(row.getString("type")),
                Json.toRow(row.getString("source_image")),
                Json.toRow(row.getString("target_image")),
                Json.toTexts(row.getString("columns")),
                row.getString("detail"));
    }

    private static Lifecycle lifecycle(ResultSet row, @Nullable Instant acceptedUntil) throws SQLException {
        return new Lifecycle(
                DiscrepancyState.valueOf(row.getString("state")),
                row.getTimestamp("state_since").toInstant(),
                row.getInt("version"),
                decision(row),
                acceptedUntil,
                row.getString("correction"));
    }

    private static @Nullable DecisionKind decision(ResultSet row) throws SQLException {
        String decision = row.getString("decision");
        return decision == null ? null : DecisionKind.valueOf(decision);
    }

    private static Proof proof(ResultSet row) throws SQLException {
        return new Proof(
                row.getString("run"),
                row.getString("job"),
                row.getString("source_content"),
                row.getLong("fence_sequence"),
                row.getString("fence_position"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
