package dev.reconciler.verify.anomaly;

import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;

/** The figures that runs recorded, and those that are recorded for their series alone. */
public interface SeriesRecord {
    /** The table of the pipeline's own figures. */
    String PIPELINE = "";

    /** The series of a table, each of the latest {@link SeriesModel#RUNS} runs or hours at most, or of {@link #PIPELINE}. */
    List<Series> of(String pipeline, String table);

    /**
     * Records the figures of one moment, in place of earlier ones of the table and moment. Points of the latest {@link SeriesModel#SHARES}
     * moments of a table are kept, and those of {@link SeriesModel#MINUTES} of the pipeline.
     */
    void record(String pipeline, String table, Instant at, List<Figure> figures);

    /** Figures that are recorded for their series; the names are stable. */
    enum Measure {
        /** Seconds by which the target is behind the source. */
        LAG,
        /** The share of NULL in a column of the source's sampled rows. */
        SOURCE_NULLS,
        TARGET_NULLS
    }

    /**
     * @param column the target's column; empty if the figure concerns none
     * @param sample as in {@link Series.Point}
     */
    record Figure(Measure measure, String column, TenantId tenant, double value, long sample) {}
}
