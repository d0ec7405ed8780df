package dev.reconciler.verify.coverage.internal;

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
    private final InstantSource clock;

    public JdbiCoverage(Jdbi jdbi, InstantSource clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    @Override
    public void verified(String pipeline, String table, TenantId tenant, Verdict verdict, VerifiedThrough through) {
        if (verdict == Verdict.UNVERIFIABLE) {
            throw new IllegalArgumentException("what is UNVERIFIABLE is not verified; say why");
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
            INSERT INTO reconciler.coverage AS c (pipeline, table_id, tenant, verdict, verdict_job, verdict_at,
                verified_sequence, verified_position, verified_at, verified_job)
            VALUES (:pipeline, :table, :tenant, :verdict, :job, :now, :sequence, :position, :at, :job)
            ON CONFLICT (pipeline, table_id, tenant) DO UPDATE
            SET verdict = :verdict, verdict_job = :job, verdict_at = :now, unverifiable_reason = '',
                unverifiable_count = 0,
                (verified_sequence, verified_position, verified_at, verified_job) = (
                    SELECT m.* FROM (VALUES
                        (CAST(:sequence AS bigint), CAST(:position AS text), CAST(:at AS timestamptz), CAST(:job AS text)),
                        (c.verified_sequence, c.verified_position, c.verified_at, c.verified_job)
                    ) AS m (sequence, position, at, job)
                    ORDER BY m.sequence DESC NULLS LAST, m.at DESC LIMIT 1)
            """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("tenant", tenant.value())
                .bind("job", through.job())
                .bind("verdict", verdict.name())
                .bind("sequence", through.sequence())
                .bind("position", through.position())
                .bind("at", through.at())
                .bind("now", now())
                .execute());
    }

    @Override
    public void unverifiable(String pipeline, String table, TenantId tenant, String job, String reason, long count) {
        jdbi.useHandle(handle -> handle.createUpdate("""
            INSERT INTO reconciler.coverage (pipeline, table_id, tenant, verdict, verdict_job, verdict_at,
                unverifiable_reason, unverifiable_count)
            VALUES (:pipeline, :table, :tenant, 'UNVERIFIABLE', :job, :now, :reason, :count)
            ON CONFLICT (pipeline, table_id, tenant) DO UPDATE
            SET verdict = 'UNVERIFIABLE', verdict_job = :job, verdict_at = :now,
                unverifiable_reason = :reason, unverifiable_count = :count
            """)
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
                row.getString("unverifiable_reason"),
                row.getLong("unverifiable_count"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
