package dev.reconciler.app.metrics;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.run.RuleStanding;
import dev.reconciler.run.Runs;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Coverage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The sources of the metrics that are read at each scrape.
 *
 * @param tables ids of the pipeline's tables
 * @param jobs the current state of each scheduled job
 * @param problems the current problems
 * @param chunks the chunk counts by table
 * @param stream the current state of the stream
 * @param rules the last results of the rules that the pipeline has now
 */
public record MetricSources(
        String pipeline,
        List<String> tables,
        Records records,
        Supplier<List<JobWatch.Standing>> jobs,
        Supplier<List<OpenProblem>> problems,
        Supplier<Map<String, ChunkSummary>> chunks,
        Supplier<StreamSample> stream,
        Supplier<List<RuleStanding>> rules) {
    /** The records of the control database. */
    public record Records(Discrepancies discrepancies, Runs runs, Coverage coverage, Anomalies anomalies) {}

    public MetricSources {
        tables = List.copyOf(tables);
    }
}
