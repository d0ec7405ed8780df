package dev.reconciler.app.metrics;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.run.Runs;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Coverage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the metrics that are not counted but read come from.
 *
 * @param tables mapping ids of the pipeline
 * @param jobs how each scheduled job stands now
 * @param problems that stand now
 * @param chunks in numbers, by table
 * @param stream how the stream is now
 */
public record MetricSources(
        String pipeline,
        List<String> tables,
        Discrepancies discrepancies,
        Runs runs,
        Coverage coverage,
        Supplier<List<JobWatch.Standing>> jobs,
        Supplier<List<OpenProblem>> problems,
        Supplier<Map<String, ChunkSummary>> chunks,
        Supplier<StreamSample> stream) {
    public MetricSources {
        tables = List.copyOf(tables);
    }
}
