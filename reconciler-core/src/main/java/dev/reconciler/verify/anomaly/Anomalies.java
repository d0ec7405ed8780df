package dev.reconciler.verify.anomaly;

import dev.reconciler.control.Page;
import java.util.List;

/** The record of anomalies. Records that are older than 90 days are removed. */
public interface Anomalies {
    /**
     * Records a run's result for a table, in place of an earlier one of the same run.
     *
     * @param models one for each tenant
     * @param kept the anomalies to be kept, the least unusual first
     */
    void record(String pipeline, String run, String table, List<ModelReport> models, List<Anomaly> kept);

    Page<RecordedAnomaly> list(AnomalyQuery query);

    /** The results of a run of the pipeline, by table and tenant. */
    List<ModelReport> models(String pipeline, String run);
}
