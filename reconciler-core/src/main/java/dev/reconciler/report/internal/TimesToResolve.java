package dev.reconciler.report.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.TimeToResolve;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of the time from opening to closing. A discrepancy can be opened and closed several times: a closing belongs to the
 * first entry since the closing before it.
 */
final class TimesToResolve {
    private static final String EVERY_STATE = "'all'";

    private final ControlDialect sql;

    TimesToResolve(ControlDialect sql) {
        this.sql = sql;
    }

    List<TimeToResolve> all(Handle handle, ReportScope scope, Period period) {
        return select(handle, scope, period, EVERY_STATE);
    }

    List<TimeToResolve> byState(Handle handle, ReportScope scope, Period period) {
        return select(handle, scope, period, "e.action");
    }

    private List<TimeToResolve> select(Handle handle, ReportScope scope, Period period, String group) {
        String closings = """
            SELECT %s AS kind, e.at,
                (SELECT min(o.at) FROM reconciler.audit_entry o
                    WHERE o.pipeline = e.pipeline AND o.subject = e.subject AND o.sequence < e.sequence
                      AND o.action IN ('discrepancy.OPEN', 'discrepancy.IN_REVIEW')
                      AND o.sequence > coalesce((SELECT max(c.sequence) FROM reconciler.audit_entry c
                        WHERE c.pipeline = e.pipeline AND c.subject = e.subject AND c.sequence < e.sequence
                          AND c.action IN %s), 0)) AS opened
            """.formatted(group, StateChanges.CLOSED) + StateChanges.during(scope, StateChanges.CLOSED);
        String ranked = """
            SELECT t.kind, t.micros, count(*) OVER (PARTITION BY t.kind) AS total,
                row_number() OVER (PARTITION BY t.kind ORDER BY t.micros) AS place
            FROM (SELECT x.kind, %s AS micros FROM (%s) x WHERE x.opened IS NOT NULL) t
            """.formatted(sql.microseconds("x.opened", "x.at"), closings);
        return StateChanges.query(handle, """
            SELECT r.kind, max(r.total) AS closed,
                max(CASE WHEN r.place = floor((r.total + 1) / 2) THEN r.micros END) AS p50,
                max(CASE WHEN r.place = floor((9 * r.total + 9) / 10) THEN r.micros END) AS p90
            FROM (%s) r GROUP BY r.kind ORDER BY r.kind
            """.formatted(ranked), scope, period)
                .map((row, context) -> new TimeToResolve(
                        state(row.getString("kind")),
                        row.getLong("closed"),
                        duration(row.getLong("p50")),
                        duration(row.getLong("p90"))))
                .list();
    }

    private static @Nullable DiscrepancyState state(String kind) {
        return EVERY_STATE.contains(kind) ? null : StateChanges.state(kind);
    }

    /** A clock that went back between the two entries makes no negative time. */
    private static Duration duration(long micros) {
        return Duration.of(Math.max(0, micros), ChronoUnit.MICROS);
    }
}
