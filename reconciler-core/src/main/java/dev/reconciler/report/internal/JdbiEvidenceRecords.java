package dev.reconciler.report.internal;

import dev.reconciler.control.Json;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.report.ChainEntry;
import dev.reconciler.report.EvidenceRecords;
import dev.reconciler.report.Listed;
import dev.reconciler.report.RecordedDiscrepancy;
import dev.reconciler.report.RecordedDiscrepancy.Standing;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.StateFigure;
import dev.reconciler.report.TenantCoverage;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A tenant's records in the control database; every query names the tenant. */
public final class JdbiEvidenceRecords implements EvidenceRecords {
    private static final String DISCREPANCIES = """
         FROM reconciler.discrepancy WHERE pipeline = :pipeline AND tenant = :tenant AND cause <> 'CANARY'
        """;

    private final Jdbi jdbi;

    public JdbiEvidenceRecords(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public List<TenantCoverage> coverage(String pipeline, TenantId tenant) {
        return jdbi.withHandle(handle -> of(handle, """
            SELECT table_id, verdict, verdict_job, verdict_at, verified_sequence, verified_position, verified_at,
                verified_job, unverifiable_reason
            FROM reconciler.coverage WHERE pipeline = :pipeline AND tenant = :tenant ORDER BY table_id
            """, pipeline, tenant)
                .map((row, context) -> new TenantCoverage(
                        row.getString("table_id"),
                        Verdict.valueOf(row.getString("verdict")),
                        row.getString("verdict_job"),
                        row.getTimestamp("verdict_at").toInstant(),
                        verified(row),
                        row.getString("unverifiable_reason")))
                .list());
    }

    private static @Nullable VerifiedThrough verified(ResultSet row) throws SQLException {
        Instant at = JdbiReportFigures.instant(row, "verified_at");
        return at == null
                ? null
                : new VerifiedThrough(
                        row.getLong("verified_sequence"),
                        row.getString("verified_position"),
                        at,
                        row.getString("verified_job"));
    }

    @Override
    public List<StateFigure> states(String pipeline, TenantId tenant) {
        String select = "SELECT type, severity, state, count(*) AS number" + DISCREPANCIES
                + "GROUP BY type, severity, state ORDER BY type, severity, state";
        return jdbi.withHandle(handle -> of(handle, select, pipeline, tenant)
                .map((row, context) -> new StateFigure(
                        JdbiReportFigures.type(row),
                        JdbiReportFigures.severity(row),
                        JdbiReportFigures.state(row),
                        row.getLong("number")))
                .list());
    }

    @Override
    public Listed<RecordedDiscrepancy> discrepancies(String pipeline, TenantId tenant, int limit) {
        return jdbi.withHandle(handle -> new Listed<>(
                of(handle, "SELECT count(*)" + DISCREPANCIES, pipeline, tenant)
                        .mapTo(Long.class)
                        .one(),
                of(
                                handle,
                                "SELECT id, table_id, subject, type, severity, state, state_since, decision,"
                                        + " accepted_until, correction, first_seen" + DISCREPANCIES
                                        + "ORDER BY state_since DESC, id LIMIT :limit",
                                pipeline,
                                tenant)
                        .bind("limit", limit)
                        .map((row, context) -> discrepancy(row))
                        .list()));
    }

    private static RecordedDiscrepancy discrepancy(ResultSet row) throws SQLException {
        DiscrepancyType type = JdbiReportFigures.type(row);
        String subject = row.getString("subject");
        String decision = row.getString("decision");
        return new RecordedDiscrepancy(
                row.getString("id"),
                row.getString("table_id"),
                type.hasKey() ? RowKey.decode(subject).parts() : List.of(subject),
                type,
                JdbiReportFigures.severity(row),
                new Standing(
                        JdbiReportFigures.state(row),
                        row.getTimestamp("state_since").toInstant(),
                        decision == null ? null : DecisionKind.valueOf(decision),
                        JdbiReportFigures.instant(row, "accepted_until"),
                        row.getString("correction")),
                row.getTimestamp("first_seen").toInstant());
    }

    @Override
    public Listed<ChainEntry> decisions(String pipeline, TenantId tenant, int limit) {
        return entries(
                new ReportScope(pipeline, tenant),
                "('discrepancy.RESOLVED', 'discrepancy.ACCEPTED', 'discrepancy.IN_REVIEW')",
                "AND (e.action <> 'discrepancy.IN_REVIEW' OR e.actor <> '" + CorrectionService.AUTO + "') ",
                limit);
    }

    @Override
    public Listed<ChainEntry> corrections(String pipeline, TenantId tenant, int limit) {
        return entries(new ReportScope(pipeline, tenant), "('discrepancy.AUTO_CORRECTED')", "", limit);
    }

    private Listed<ChainEntry> entries(ReportScope scope, String actions, String more, int limit) {
        String from = StateChanges.from(scope, actions) + more;
        return jdbi.withHandle(handle -> new Listed<>(
                StateChanges.query(handle, "SELECT count(*)" + from, scope)
                        .mapTo(Long.class)
                        .one(),
                StateChanges.query(
                                handle,
                                "SELECT e.sequence, e.at, e.actor, e.action, e.subject, e.detail, e.hash, d.table_id"
                                        + from + "ORDER BY e.sequence DESC LIMIT :limit",
                                scope)
                        .bind("limit", limit)
                        .map((row, context) -> entry(row))
                        .list()));
    }

    private static ChainEntry entry(ResultSet row) throws SQLException {
        Map<String, String> detail = Json.toMap(row.getString("detail"));
        return new ChainEntry(
                row.getLong("sequence"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                StateChanges.state(row.getString("action")),
                row.getString("subject"),
                new ChainEntry.Detail(
                        row.getString("table_id"),
                        detail.getOrDefault("decision", ""),
                        detail.getOrDefault("correction", ""),
                        detail.getOrDefault("note", "")),
                row.getString("hash"));
    }

    private static Query of(Handle handle, String sql, String pipeline, TenantId tenant) {
        return handle.createQuery(sql).bind("pipeline", pipeline).bind("tenant", tenant.value());
    }
}
