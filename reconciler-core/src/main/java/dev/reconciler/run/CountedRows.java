package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import java.time.Duration;
import java.util.List;

/** How many rows a pipeline's tables have, as far as a checksum has counted them. */
public record CountedRows(String pipeline, Runs runs) {
    /** What is corrected outside of runs within so long counts together, as a run's corrections do. */
    public static final Duration BREAKER_PERIOD = Duration.ofHours(1);

    /** Rows of a table as the last checksum counted them; -1 if none has. */
    public long of(String table) {
        return lastResults().stream()
                .filter(result -> result.table().equals(table))
                .mapToLong(RunResult::sourceRows)
                .reduce(-1, (sum, rows) -> Math.max(0, sum) + rows);
    }

    private List<RunResult> lastResults() {
        RunQuery last = new RunQuery(pipeline, JobKind.CHECKSUM.jobName(), RunState.SUCCEEDED, new PageRequest(0, 1));
        return runs.list(last).items().stream()
                .findFirst()
                .map(run -> runs.results(run.id()))
                .orElse(List.of());
    }
}
