package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import java.time.Duration;
import java.util.List;

/** Row counts of a pipeline's tables, from the last checksum. */
public record CountedRows(String pipeline, Runs runs) {
    /** The period over which the breaker counts corrections made outside of runs. */
    public static final Duration BREAKER_PERIOD = Duration.ofHours(1);

    private static final PageRequest LAST_RUNS = new PageRequest(0, 50);

    /** The number of rows of a table in the last checksum; -1 if there was none. */
    public long of(String table) {
        return lastResults().stream()
                .filter(result -> result.table().equals(table))
                .mapToLong(RunResult::sourceRows)
                .reduce(-1, (sum, rows) -> Math.max(0, sum) + rows);
    }

    private List<RunResult> lastResults() {
        RunQuery last = new RunQuery(pipeline, JobKind.CHECKSUM.jobName(), RunState.SUCCEEDED, LAST_RUNS);
        return runs.list(last).items().stream()
                .filter(run -> run.scope().changed() == null)
                .findFirst()
                .map(run -> runs.results(run.id()))
                .orElse(List.of());
    }
}
