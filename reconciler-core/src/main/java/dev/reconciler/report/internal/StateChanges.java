package dev.reconciler.report.internal;

import dev.reconciler.control.Conditions;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportScope;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** State changes of discrepancies: the entries of the audit chain, each with its discrepancy's row. */
final class StateChanges {
    /** Entries that end the standing of a difference. */
    static final String CLOSED =
            "('discrepancy.AUTO_CORRECTED', 'discrepancy.RESOLVED', 'discrepancy.ACCEPTED', 'discrepancy.HEALED')";

    static final String ALL = "('discrepancy.OPEN', 'discrepancy.IN_REVIEW', 'discrepancy.AUTO_CORRECTED',"
            + " 'discrepancy.RESOLVED', 'discrepancy.ACCEPTED', 'discrepancy.HEALED')";

    private static final String KIND = "discrepancy.";

    private StateChanges() {}

    /** The tables and their conditions; entries are {@code e}, discrepancies {@code d}. */
    static String from(ReportScope scope, String actions) {
        return " FROM reconciler.audit_entry e JOIN reconciler.discrepancy d ON d.id = e.subject "
                + where(scope).sql()
                + "AND e.action IN " + actions + " AND d.cause <> 'CANARY' ";
    }

    /** As {@link #from}, for entries of {@code :from} to before {@code :until}. */
    static String during(ReportScope scope, String actions) {
        return from(scope, actions) + "AND e.at >= :from AND e.at < :until ";
    }

    static Query query(Handle handle, String sql, ReportScope scope) {
        return handle.createQuery(sql).bindMap(where(scope).bindings());
    }

    static Query query(Handle handle, String sql, ReportScope scope, Period period) {
        return query(handle, sql, scope).bind("from", period.from()).bind("until", period.until());
    }

    private static Conditions where(ReportScope scope) {
        return new Conditions()
                .and("e.pipeline = :pipeline", "pipeline", scope.pipeline())
                .and(
                        "d.tenant = :tenant",
                        "tenant",
                        scope.tenant() == null ? null : scope.tenant().value());
    }

    static DiscrepancyState state(String action) {
        return DiscrepancyState.valueOf(action.substring(KIND.length()));
    }
}
