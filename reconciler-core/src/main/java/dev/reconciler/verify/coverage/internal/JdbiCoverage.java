package dev.reconciler.verify.coverage.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Coverage in the control database. */
public final class JdbiCoverage implements Coverage {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;

    public JdbiCoverage(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public void verified(String pipeline, String table, TenantId tenant, Verdict verdict, VerifiedThrough through) {
        if (verdict == Verdict.UNVERIFIABLE) {
            throw new IllegalArgumentException("what is UNVERIFIABLE is not verified; say why");
        }
        jdbi.useTransaction(transaction -> {
            // From here on the row is locked.
            transaction
                    .createUpdate("""
                        INSERT INTO reconciler.coverage (pipeline, table_id, tenant, verdict, verdict_job, verdict_at,
                            unverifiable_reason, unverifiable_count)
                        VALUES (:pipeline, :table, :tenant, :verdict, :job, :now, '', 0)
                        """ + replaceVerdict())
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("tenant", tenant.value())
                    .bind("job", through.job())
                    .bind("verdict", verdict.name())
                    .bind("now", now())
                    .execute();
            transaction
                    .createUpdate("""
                        UPDATE reconciler.coverage
                        SET verified_sequence = :sequence, verified_position = :position, verified_at = :at,
                            verified_job = :job
                        WHERE pipeline = :pipeline AND table_id = :table AND tenant = :tenant
                          AND (verified_sequence IS NULL OR verified_sequence < :sequence
                            OR verified_sequence = :sequence AND verified_at < :at)
                        """)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("tenant", tenant.value())
                    .bind("sequence", through.sequence())
                    .bind("position", through.position())
                    .bind("at", through.at())
                    .bind("job", through.job())
                    .execute();
        });
    }

    private String replaceVerdict() {
        return sql.replaceExisting(
                "pipeline, table_id, tenant",
                "verdict",
                "verdict_job",
                "verdict_at",
                "unverifiable_reason",
                "unverifiable_count");
    }

    @Override
    public void unverifiable(String pipeline, String table, TenantId tenant, String job, String reason, long count) {
        jdbi.useHandle(handle -> handle.createUpdate("""
            INSERT INTO reconciler.coverage (pipeline, table_id, tenant, verdict, verdict_job, verdict_at,
                unverifiable_reason, unverifiable_count)
            VALUES (:pipeline, :table, :tenant, 'UNVERIFIABLE', :job, :now, :reason, :count)
            """ + replaceVerdict())
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("tenant", tenant.value())
                .bind("job", job)
                .bind("reason", reason)
                .bind("count", count)
                .bind("now", now())
                .execute());
    }

    @Override
    public List<Covered> list(String pipeline) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM reconciler.coverage WHERE pipeline = :pipeline ORDER BY table_id, tenant")
                .bind("pipeline", pipeline)
                .map((row, context) -> covered(row))
                .list());
    }

    @Override
    public List<Covered> list(String pipeline, String table) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT * FROM reconciler.coverage WHERE pipeline = :pipeline AND table_id = :table ORDER BY tenant\
            """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .map((row, context) -> covered(row))
                .list());
    }

    private static Covered covered(ResultSet row) throws SQLException {
        String position = row.getString("verified_position");
        VerifiedThrough through = position == null
                ? null
                : new VerifiedThrough(
                        row.getLong("verified_sequence"),
                        position,
                        row.getTimestamp("verified_at").toInstant(),
                        row.getString("verified_job"));
        return new Covered(
                row.getString("pipeline"),
                row.getString("table_id"),
                new TenantId(row.getString("tenant")),
                Verdict.valueOf(row.getString("verdict")),
                row.getString("verdict_job"),
                row.getTimestamp("verdict_at").toInstant(),
                through,
                new Covered.NoVerdict(row.getString("unverifiable_reason"), row.getLong("unverifiable_count")));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
