package dev.reconciler.report.internal;

import dev.reconciler.control.Conditions;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.RuleFigure;
import dev.reconciler.report.RuleResults;
import dev.reconciler.run.JobKind;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Results of rules by table, as runs of the rules job record them: those of all rules of a table are one result. */
public final class JdbiRuleResults implements RuleResults {
    private final Jdbi jdbi;

    public JdbiRuleResults(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public List<RuleFigure> results(ReportScope scope, Period period) {
        Conditions where = new Conditions()
                .and("u.pipeline = :pipeline", "pipeline", scope.pipeline())
                .and("u.job = :job", "job", JobKind.RULES.jobName())
                .and("u.started >= :from", "from", period.from())
                .and("u.started < :until", "until", period.until())
                .and(
                        "r.tenant = :tenant",
                        "tenant",
                        scope.tenant() == null ? null : scope.tenant().value());
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT r.table_id, count(CASE WHEN r.verdict = 'AGREED' THEN 1 END) AS held,
                count(CASE WHEN r.verdict = 'DIVERGED' THEN 1 END) AS violated,
                count(CASE WHEN r.verdict NOT IN ('AGREED', 'DIVERGED') THEN 1 END) AS undecided,
                sum(r.discrepancies) AS violations, max(u.started) AS latest
            FROM reconciler.run_result r JOIN reconciler.run u ON u.id = r.run%s
            GROUP BY r.table_id ORDER BY r.table_id
            """.formatted(where.sql()))
                .bindMap(where.bindings())
                .map((row, context) -> new RuleFigure(
                        "",
                        row.getString("table_id"),
                        row.getLong("held"),
                        row.getLong("violated"),
                        row.getLong("undecided"),
                        row.getLong("violations"),
                        JdbiReportFigures.instant(row, "latest")))
                .list());
    }
}
