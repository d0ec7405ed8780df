package dev.reconciler.run.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import dev.reconciler.verify.anomaly.SeriesRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The figures of runs, as they are kept with them. */
public final class JdbiSeriesRecord implements SeriesRecord {
    /** A figure of one job: a column of its results. */
    private record Measure(String name, String job, String column) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("rows of the source", "count", "source_rows"),
            new Measure("rows of the target", "count", "target_rows"),
            new Measure("differing rows found by checksum", "checksum", "discrepancies"),
            new Measure("violations found by rules", "rules", "discrepancies"));

    private final Jdbi control;
    private final ControlDialect sql;

    public JdbiSeriesRecord(Jdbi control, ControlDialect sql) {
        this.control = control;
        this.sql = sql;
    }

    @Override
    public List<Series> of(String pipeline, String table) {
        return control.withHandle(handle -> MEASURES.stream()
                .flatMap(measure -> of(handle, pipeline, table, measure).stream())
                .toList());
    }

    private List<Series> of(Handle handle, String pipeline, String table, Measure measure) {
        String none = sql.json("'[]'");
        Map<String, List<Series.Point>> byTenant = handle.createQuery("""
                        SELECT r.started, x.tenant, x.%1$s AS figure
                        FROM (SELECT id, number, started FROM reconciler.run
                            WHERE pipeline = :pipeline AND job = :job AND state = 'SUCCEEDED'
                              AND tables = %2$s AND tenants = %2$s AND rules = %2$s AND changed_since IS NULL
                            ORDER BY number DESC LIMIT :runs) AS r
                        JOIN reconciler.run_result AS x ON x.run = r.id
                        WHERE x.table_id = :table AND x.verdict IN ('AGREED', 'DIVERGED')
                        ORDER BY r.number
                        """.formatted(measure.column(), none))
                .bind("pipeline", pipeline)
                .bind("job", measure.job())
                .bind("table", table)
                .bind("runs", SeriesModel.RUNS)
                .reduceRows(new TreeMap<String, List<Series.Point>>(), (series, row) -> {
                    series.computeIfAbsent(row.getColumn("tenant", String.class), tenant -> new ArrayList<>())
                            .add(new Series.Point(
                                    row.getColumn("started", Instant.class), row.getColumn("figure", Long.class)));
                    return series;
                });
        List<Series> found = new ArrayList<>();
        byTenant.forEach(
                (tenant, points) -> found.add(new Series(measure.name(), table, new TenantId(tenant), points)));
        return found;
    }
}
