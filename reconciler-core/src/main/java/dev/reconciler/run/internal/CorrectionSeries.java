package dev.reconciler.run.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.verify.anomaly.Scale;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * The series of the rows that were corrected by policy in each complete hour, by the audit chain. It begins with the pipeline's first run;
 * an hour without a correction has the point zero.
 */
final class CorrectionSeries {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ControlDialect sql;

    CorrectionSeries(ControlDialect sql) {
        this.sql = sql;
    }

    List<Series> of(Handle handle, String pipeline, String table, Instant now) {
        Instant until = now.truncatedTo(ChronoUnit.HOURS);
        Instant earliest = until.minus(HOUR.multipliedBy(SeriesModel.RUNS));
        Instant from = handle.createQuery("SELECT min(started) FROM reconciler.run WHERE pipeline = :pipeline")
                .bind("pipeline", pipeline)
                .mapTo(Instant.class)
                .findOne()
                .map(first -> first.truncatedTo(ChronoUnit.HOURS))
                .filter(first -> first.isAfter(earliest))
                .orElse(earliest);
        CollectedSeries series = new CollectedSeries();
        long hours = Duration.between(from, until).toHours();
        counts(handle, pipeline, table, from, until).forEach((tenant, counts) -> {
            for (int hour = 0; hour < hours; hour++) {
                series.add(
                        "rows corrected in an hour",
                        Scale.BURST,
                        tenant,
                        new Series.Point(from.plus(HOUR.multipliedBy(hour)), counts.getOrDefault(hour, 0L)));
            }
        });
        return series.of(table);
    }

    /** By tenant and hour, counted from 0. */
    private Map<String, Map<Integer, Long>> counts(
            Handle handle, String pipeline, String table, Instant from, Instant until) {
        return handle.createQuery("""
                        SELECT x.tenant, x.hour, count(*) AS figure
                        FROM (SELECT d.tenant, floor(%s / 3600000000) AS hour
                            FROM reconciler.audit_entry AS e JOIN reconciler.discrepancy AS d ON d.id = e.subject
                            WHERE e.pipeline = :pipeline AND e.at >= :from AND e.at < :until
                              AND e.action = 'discrepancy.AUTO_CORRECTED' AND d.table_id = :table
                              AND d.cause <> 'CANARY') AS x
                        GROUP BY x.tenant, x.hour
                        """.formatted(sql.microseconds(":from", "e.at")))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("from", from)
                .bind("until", until)
                .reduceRows(new TreeMap<String, Map<Integer, Long>>(), (counts, row) -> {
                    counts.computeIfAbsent(row.getColumn("tenant", String.class), tenant -> new TreeMap<>())
                            .put(row.getColumn("hour", Integer.class), row.getColumn("figure", Long.class));
                    return counts;
                });
    }
}
