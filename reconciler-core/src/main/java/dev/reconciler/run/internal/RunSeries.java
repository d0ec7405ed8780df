package dev.reconciler.run.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.verify.anomaly.Scale;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The series of the figures that are kept with runs, of the latest successful runs over all tables and tenants. */
final class RunSeries {
    /** A figure of one job: a column of its results. */
    private record Figure(String name, String job, String column) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("rows of the source", "count", "source_rows"),
            new Figure("rows of the target", "count", "target_rows"),
            new Figure("differing rows found by checksum", "checksum", "discrepancies"),
            new Figure("violations found by rules", "rules", "discrepancies"));

    private final ControlDialect sql;

    RunSeries(ControlDialect sql) {
        this.sql = sql;
    }

    List<Series> of(Handle handle, String pipeline, String table) {
        List<Series> all = new ArrayList<>();
        FIGURES.forEach(figure -> all.addAll(of(handle, pipeline, table, figure)));
        all.addAll(ofRules(handle, pipeline, table));
        return all;
    }

    private List<Series> of(Handle handle, String pipeline, String table, Figure figure) {
        return handle.createQuery("""
                        SELECT r.started, x.tenant, x.%1$s AS figure
                        FROM (SELECT id, number, started FROM reconciler.run
                            WHERE pipeline = :pipeline AND job = :job AND state = 'SUCCEEDED'
                              AND tables = %2$s AND tenants = %2$s AND rules = %2$s AND changed_since IS NULL
                            ORDER BY number DESC LIMIT :runs) AS r
                        JOIN reconciler.run_result AS x ON x.run = r.id
                        WHERE x.table_id = :table AND x.verdict IN ('AGREED', 'DIVERGED')
                        ORDER BY x.tenant, r.number
                        """.formatted(figure.column(), sql.json("'[]'")))
                .bind("pipeline", pipeline)
                .bind("job", figure.job())
                .bind("table", table)
                .bind("runs", SeriesModel.RUNS)
                .reduceRows(new CollectedSeries(), (series, row) -> {
                    series.add(
                            figure.name(),
                            Scale.COUNT,
                            row.getColumn("tenant", String.class),
                            new Series.Point(
                                    row.getColumn("started", Instant.class), row.getColumn("figure", Long.class)));
                    return series;
                })
                .of(table);
    }

    /** The numbers among the values of rules with one group, by rule, column and side. */
    private List<Series> ofRules(Handle handle, String pipeline, String table) {
        CollectedSeries series = new CollectedSeries();
        handle.createQuery("""
                        SELECT x.rule, x.tenant, x.started, x.source_value, x.target_value
                        FROM (SELECT id, number FROM reconciler.run
                            WHERE pipeline = :pipeline AND job = 'rules' AND state = 'SUCCEEDED'
                              AND tables = %1$s AND tenants = %1$s
                            ORDER BY number DESC LIMIT :runs) AS r
                        JOIN reconciler.rule_result AS x ON x.run = r.id
                        WHERE x.table_id = :table AND x.source_value IS NOT NULL AND x.target_value IS NOT NULL
                        ORDER BY x.rule, x.tenant, r.number
                        """.formatted(sql.json("'[]'")))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("runs", SeriesModel.RUNS)
                .map((row, context) -> {
                    Instant started = row.getTimestamp("started").toInstant();
                    for (String side : List.of("source", "target")) {
                        String measure = " of rule " + row.getString("rule") + " in the " + side;
                        String tenant = row.getString("tenant");
                        NumbersOfText.of(row.getString(side + "_value"))
                                .forEach((column, value) -> series.add(
                                        column + measure, Scale.AMOUNT, tenant, new Series.Point(started, value)));
                    }
                    return started;
                })
                .list();
        return series.of(table);
    }
}
