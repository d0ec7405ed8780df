package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.DependentFinding;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Open findings that follow from rows, and what happened to the rows. */
final class DependentReads {
    private final Jdbi jdbi;

    DependentReads(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    List<DependentFinding> open(String pipeline, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT table_id, tenant, type, min(subject) AS subject
            FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND state IN ('OPEN', 'IN_REVIEW')
              AND type IN ('COUNT_MISMATCH', 'RULE_VIOLATION', 'REFERENTIAL_VIOLATION')
            GROUP BY table_id, tenant, type, left(subject, position('/' IN concat(subject, '/')) - 1)
            ORDER BY table_id, tenant, type, subject LIMIT :limit
            """)
                .bind("pipeline", pipeline)
                .bind("limit", limit)
                .map((row, context) -> new DependentFinding(
                        new Place(
                                row.getString("table_id"),
                                new TenantId(row.getString("tenant")),
                                row.getString("subject")),
                        DiscrepancyType.valueOf(row.getString("type"))))
                .list());
    }

    Set<String> tablesSettledSince(String pipeline, Instant since) {
        return new HashSet<>(jdbi.withHandle(handle -> handle.createQuery("""
            SELECT DISTINCT table_id FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND state IN ('AUTO_CORRECTED', 'RESOLVED', 'HEALED') AND state_since >= :since
              AND type NOT IN ('COUNT_MISMATCH', 'RULE_VIOLATION', 'REFERENTIAL_VIOLATION')
            """)
                .bind("pipeline", pipeline)
                .bind("since", since)
                .mapTo(String.class)
                .list()));
    }
}
