package dev.reconciler.report.internal;

import dev.reconciler.control.Conditions;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.RuleFigure;
import dev.reconciler.report.RuleFigures;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Figures of the results that runs of the rules job record. */
public final class JdbiRuleFigures implements RuleFigures {
    private final Jdbi jdbi;

    public JdbiRuleFigures(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public List<RuleFigure> results(ReportScope scope, Period period) {
        Conditions where = new Conditions()
                .and("pipeline = :pipeline", "pipeline", scope.pipeline())
                .and("started >= :from", "from", period.from())
                .and("started < :until", "until", period.until())
                .and(
                        "tenant = :tenant",
                        "tenant",
                        scope.tenant() == null ? null : scope.tenant().value());
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT rule, table_id, count(CASE WHEN outcome = 'AGREED' THEN 1 END) AS held,
                count(CASE WHEN outcome = 'VIOLATED' THEN 1 END) AS violated,
                count(CASE WHEN outcome NOT IN ('AGREED', 'VIOLATED') THEN 1 END) AS undecided,
                sum(violations) AS violations, max(started) AS latest
            FROM reconciler.rule_result%s
            GROUP BY rule, table_id ORDER BY rule, table_id
            """.formatted(where.sql()))
                .bindMap(where.bindings())
                .map((row, context) -> new RuleFigure(
                        row.getString("rule"),
                        row.getString("table_id"),
                        row.getLong("held"),
                        row.getLong("violated"),
                        row.getLong("undecided"),
                        row.getLong("violations"),
                        JdbiReportFigures.instant(row, "latest")))
                .list());
    }
}
