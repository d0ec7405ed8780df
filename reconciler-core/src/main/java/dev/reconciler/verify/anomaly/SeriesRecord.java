package dev.reconciler.verify.anomaly;

import java.util.List;

/** The figures that runs recorded. */
public interface SeriesRecord {
    /** The series of a table, each of the latest {@link SeriesModel#RUNS} runs that covered all tables and tenants. */
    List<Series> of(String pipeline, String table);
}
