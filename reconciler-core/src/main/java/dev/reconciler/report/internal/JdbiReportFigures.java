package dev.reconciler.report.internal;

import dev.reconciler.control.Conditions;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.report.ActorActivity;
import dev.reconciler.report.AgeGroup;
import dev.reconciler.report.CoverageFigure;
import dev.reconciler.report.DayCount;
import dev.reconciler.report.DayLag;
import dev.reconciler.report.Listed;
import dev.reconciler.report.OldestOpen;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportFigures;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.ReviewFigure;
import dev.reconciler.report.RunFigure;
import dev.reconciler.report.StateChangeCount;
import dev.reconciler.report.TimeToResolve;
import dev.reconciler.verify.anomaly.SeriesRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Figures from the control database. */
public final class JdbiReportFigures implements ReportFigures {
    private final Jdbi jdbi;
    private final TimesToResolve times;

    public JdbiReportFigures(Jdbi jdbi, ControlDialect sql) {
        this.jdbi = jdbi;
        this.times = new TimesToResolve(sql);
    }

    @Override
    public List<StateChangeCount> stateChanges(ReportScope scope, Period period) {
        String select = "SELECT d.table_id, d.type, d.severity, e.action, count(*) AS number"
                + StateChanges.during(scope, StateChanges.ALL)
                + "GROUP BY d.table_id, d.type, d.severity, e.action ORDER BY d.table_id, d.type, d.severity, e.action";
        return jdbi.withHandle(handle -> StateChanges.query(handle, select, scope, period)
                .map((row, context) -> new StateChangeCount(
                        row.getString("table_id"),
                        type(row),
                        severity(row),
                        StateChanges.state(row.getString("action")),
                        row.getLong("number")))
                .list());
    }

    @Override
    public Listed<ActorActivity> actors(ReportScope scope, Period period) {
        record Counted(ActorActivity activity, long total) {}
        String select = "SELECT e.actor, e.action, count(*) AS number, count(*) OVER () AS total"
                + StateChanges.during(scope, StateChanges.ALL)
                + "GROUP BY e.actor, e.action ORDER BY number DESC, e.actor, e.action LIMIT 1000";
        List<Counted> counted = jdbi.withHandle(handle -> StateChanges.query(handle, select, scope, period)
                .map((row, context) -> new Counted(
                        new ActorActivity(
                                row.getString("actor"),
                                StateChanges.state(row.getString("action")),
                                row.getLong("number")),
                        row.getLong("total")))
                .list());
        return new Listed<>(
                counted.isEmpty() ? 0 : counted.get(0).total(),
                counted.stream().map(Counted::activity).toList());
    }

    @Override
    public List<TimeToResolve> timesToResolve(ReportScope scope, Period period) {
        return jdbi.withHandle(handle -> Stream.concat(
                        times.all(handle, scope, period).stream(), times.byState(handle, scope, period).stream())
                .toList());
    }

    @Override
    public List<OpenCount> open(ReportScope scope) {
        return jdbi.withHandle(handle -> discrepancies(handle, """
            SELECT table_id, type, severity, count(*) AS number FROM reconciler.discrepancy%s
            AND state IN ('OPEN', 'IN_REVIEW')
            GROUP BY table_id, type, severity ORDER BY table_id, type, severity
            """, scope)
                .map((row, context) ->
                        new OpenCount(row.getString("table_id"), type(row), severity(row), row.getLong("number")))
                .list());
    }

    /** One search in the index for each state: one for both would read all open discrepancies. */
    @Override
    public Optional<OldestOpen> oldestOpen(ReportScope scope) {
        return Stream.of(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW)
                .flatMap(state -> oldest(scope, state).stream())
                .min(Comparator.comparing(OldestOpen::since).thenComparing(OldestOpen::id));
    }

    private Optional<OldestOpen> oldest(ReportScope scope, DiscrepancyState state) {
        return jdbi.withHandle(handle -> discrepancies(handle, """
            SELECT id, table_id, tenant, type, severity, state, state_since FROM reconciler.discrepancy%s
            AND state = :state ORDER BY state_since, id LIMIT 1
            """, scope)
                .bind("state", state.name())
                .map((row, context) -> new OldestOpen(
                        row.getString("id"),
                        row.getString("table_id"),
                        row.getString("tenant"),
                        type(row),
                        severity(row),
                        state(row),
                        row.getTimestamp("state_since").toInstant()))
                .findFirst());
    }

    @Override
    public List<CoverageFigure> coverage(ReportScope scope) {
        Conditions where = of(scope);
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT table_id, count(*) AS tenants,
                count(CASE WHEN verdict = 'AGREED' THEN 1 END) AS agreed,
                count(CASE WHEN verdict = 'DIVERGED' THEN 1 END) AS diverged,
                count(CASE WHEN verdict NOT IN ('AGREED', 'DIVERGED') THEN 1 END) AS none,
                count(CASE WHEN verified_at IS NULL THEN 1 END) AS never,
                min(verified_at) AS oldest
            FROM reconciler.coverage%sGROUP BY table_id ORDER BY table_id
            """.formatted(where.sql()))
                .bindMap(where.bindings())
                .map((row, context) -> new CoverageFigure(
                        row.getString("table_id"),
                        row.getLong("tenants"),
                        row.getLong("agreed"),
                        row.getLong("diverged"),
                        row.getLong("none"),
                        row.getLong("never"),
                        instant(row, "oldest")))
                .list());
    }

    @Override
    public Optional<DayLag> lag(String pipeline, Period period) {
        List<Duration> lags = jdbi.withHandle(handle -> handle.createQuery("""
            SELECT value FROM reconciler.series_point
            WHERE pipeline = :pipeline AND table_id = :table AND measure = :measure AND at >= :from AND at < :until
            ORDER BY value
            """)
                .bind("pipeline", pipeline)
                .bind("table", SeriesRecord.PIPELINE)
                .bind("measure", SeriesRecord.Measure.LAG.name())
                .bind("from", period.from())
                .bind("until", period.until())
                .map((row, context) -> Duration.ofMillis(Math.round(1000 * row.getDouble("value"))))
                .list());
        return lags.isEmpty()
                ? Optional.empty()
                : Optional.of(new DayLag(lags.get((lags.size() - 1) / 2), lags.get(lags.size() - 1), lags.size()));
    }

    @Override
    public List<RunFigure> runs(String pipeline, Period period) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT job, count(*) AS started,
                count(CASE WHEN state = 'SUCCEEDED' THEN 1 END) AS succeeded,
                count(CASE WHEN state = 'FAILED' THEN 1 END) AS failed,
                count(CASE WHEN state NOT IN ('SUCCEEDED', 'FAILED') THEN 1 END) AS unfinished,
                max(CASE WHEN state = 'SUCCEEDED' AND changed_since IS NULL THEN finished END) AS latest
            FROM reconciler.run WHERE pipeline = :pipeline AND started >= :from AND started < :until
            GROUP BY job ORDER BY job
            """)
                .bind("pipeline", pipeline)
                .bind("from", period.from())
                .bind("until", period.until())
                .map((row, context) -> new RunFigure(
                        row.getString("job"),
                        row.getLong("started"),
                        row.getLong("succeeded"),
                        row.getLong("failed"),
                        row.getLong("unfinished"),
                        instant(row, "latest")))
                .list());
    }

    @Override
    public List<DayCount> days(String pipeline, List<Instant> bounds) {
        ReportScope scope = ReportScope.all(pipeline);
        Buckets days = Buckets.ascending("e.at", bounds.subList(1, bounds.size() - 1));
        String changes = "SELECT d.table_id, " + days.expression() + " AS bucket, e.action"
                + StateChanges.during(scope, StateChanges.ALL);
        return jdbi.withHandle(handle -> StateChanges.query(
                        handle,
                        """
            SELECT x.table_id, x.bucket,
                count(CASE WHEN x.action = 'discrepancy.OPEN' THEN 1 END) AS found,
                count(CASE WHEN x.action IN %s THEN 1 END) AS closed
            FROM (%s) x GROUP BY x.table_id, x.bucket ORDER BY x.table_id, x.bucket
            """.formatted(StateChanges.CLOSED, changes),
                        scope,
                        new Period(bounds.get(0), bounds.get(bounds.size() - 1)))
                .bindMap(days.bindings())
                .map((row, context) -> new DayCount(
                        row.getString("table_id"), row.getInt("bucket"), row.getLong("found"), row.getLong("closed")))
                .list());
    }

    @Override
    public List<ReviewFigure> reviews(String pipeline, Instant now) {
        Buckets ages = Buckets.descending("state_since", AgeGroup.bounds(now));
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT x.type, x.severity, x.state, x.bucket, count(*) AS number, min(x.state_since) AS oldest
            FROM (SELECT type, severity, state, state_since, %s AS bucket FROM reconciler.discrepancy
                WHERE pipeline = :pipeline AND cause <> 'CANARY'
                  AND (state IN ('OPEN', 'IN_REVIEW') OR decision IS NOT NULL)) x
            GROUP BY x.type, x.severity, x.state, x.bucket ORDER BY x.state, x.type, x.severity, x.bucket
            """.formatted(ages.expression()))
                .bind("pipeline", pipeline)
                .bindMap(ages.bindings())
                .map((row, context) -> new ReviewFigure(
                        type(row),
                        severity(row),
                        state(row),
                        AgeGroup.values()[row.getInt("bucket")],
                        row.getLong("number"),
                        row.getTimestamp("oldest").toInstant()))
                .list());
    }

    @Override
    public long claimed(String pipeline, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT count(*) FROM reconciler.review_claim c JOIN reconciler.discrepancy d ON d.id = c.discrepancy
            WHERE d.pipeline = :pipeline AND d.state = 'IN_REVIEW' AND d.cause <> 'CANARY' AND c.until > :now
            """)
                .bind("pipeline", pipeline)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /** @param sql with a place for the conditions, to which it adds more */
    private static Query discrepancies(Handle handle, String sql, ReportScope scope) {
        Conditions where = of(scope);
        return handle.createQuery(sql.formatted(where.sql() + "AND cause <> 'CANARY' "))
                .bindMap(where.bindings());
    }

    private static Conditions of(ReportScope scope) {
        return new Conditions()
                .and("pipeline = :pipeline", "pipeline", scope.pipeline())
                .and(
                        "tenant = :tenant",
                        "tenant",
                        scope.tenant() == null ? null : scope.tenant().value());
    }

    static DiscrepancyType type(ResultSet row) throws SQLException {
        return DiscrepancyType.valueOf(row.getString("type"));
    }

    static Severity severity(ResultSet row) throws SQLException {
        return Severity.valueOf(row.getString("severity"));
    }

    static DiscrepancyState state(ResultSet row) throws SQLException {
        return DiscrepancyState.valueOf(row.getString("state"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
