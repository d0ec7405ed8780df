package dev.reconciler.run.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.verify.anomaly.Scale;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import dev.reconciler.verify.anomaly.SeriesRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The figures of runs and corrections, as they are kept with them, and the points that are recorded for their series alone. */
public final class JdbiSeriesRecord implements SeriesRecord {
    private final Jdbi control;
    private final RunSeries runs;
    private final CorrectionSeries corrections;
    private final InstantSource clock;

    public JdbiSeriesRecord(Jdbi control, ControlDialect sql, InstantSource clock) {
        this.control = control;
        this.runs = new RunSeries(sql);
        this.corrections = new CorrectionSeries(sql);
        this.clock = clock;
    }

    @Override
    public List<Series> of(String pipeline, String table) {
        return control.withHandle(handle -> {
            List<Series> all = new ArrayList<>();
            if (!table.equals(PIPELINE)) {
                all.addAll(runs.of(handle, pipeline, table));
                all.addAll(corrections.of(handle, pipeline, table, clock.instant()));
            }
            all.addAll(recorded(handle, pipeline, table));
            return all;
        });
    }

    private static List<Series> recorded(Handle handle, String pipeline, String table) {
        return handle.createQuery("""
                        SELECT measure, column_name, tenant, at, value, sample_rows FROM reconciler.series_point
                        WHERE pipeline = :pipeline AND table_id = :table ORDER BY at, number
                        """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .reduceRows(new CollectedSeries(), (series, row) -> {
                    Measure measure = Measure.valueOf(row.getColumn("measure", String.class));
                    series.add(
                            name(measure, row.getColumn("column_name", String.class)),
                            measure == Measure.LAG ? Scale.BURST : Scale.SHARE,
                            row.getColumn("tenant", String.class),
                            new Series.Point(
                                    row.getColumn("at", Instant.class),
                                    row.getColumn("value", Double.class),
                                    row.getColumn("sample_rows", Long.class)));
                    return series;
                })
                .of(table);
    }

    private static String name(Measure measure, String column) {
        return switch (measure) {
            case LAG -> "lag of the target in seconds";
            case SOURCE_NULLS -> column + " is NULL in the source";
            case TARGET_NULLS -> column + " is NULL in the target";
        };
    }

    @Override
    public void record(String pipeline, String table, Instant at, List<Figure> figures) {
        Instant moment = at.truncatedTo(ChronoUnit.MICROS);
        control.useTransaction(transaction -> {
            transaction
                    .createUpdate("DELETE FROM reconciler.series_point"
                            + " WHERE pipeline = :pipeline AND table_id = :table AND at = :at")
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("at", moment)
                    .execute();
            insert(transaction, pipeline, table, moment, figures);
            prune(transaction, pipeline, table);
        });
    }

    private static void insert(Handle transaction, String pipeline, String table, Instant at, List<Figure> figures) {
        try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO reconciler.series_point (pipeline, measure, table_id, column_name, tenant, at, value, sample_rows)
                VALUES (:pipeline, :measure, :table, :column, :tenant, :at, :value, :sample)
                """)) {
            for (Figure figure : figures) {
                batch.bind("pipeline", pipeline)
                        .bind("measure", figure.measure().name())
                        .bind("table", table)
                        .bind("column", figure.column())
                        .bind("tenant", figure.tenant().value())
                        .bind("at", at)
                        .bind("value", figure.value())
                        .bind("sample", figure.sample())
                        .add();
            }
            batch.execute();
        }
    }

    private static void prune(Handle transaction, String pipeline, String table) {
        Instant oldest = transaction
                .createQuery("""
                        SELECT min(latest.at) FROM (
                            SELECT DISTINCT at FROM reconciler.series_point
                            WHERE pipeline = :pipeline AND table_id = :table ORDER BY at DESC LIMIT :kept) AS latest
                        """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("kept", table.equals(PIPELINE) ? SeriesModel.MINUTES : SeriesModel.SHARES)
                .mapTo(Instant.class)
                .findOne()
                .orElse(Instant.EPOCH);
        transaction
                .createUpdate("DELETE FROM reconciler.series_point"
                        + " WHERE pipeline = :pipeline AND table_id = :table AND at < :oldest")
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("oldest", oldest)
                .execute();
    }
}
