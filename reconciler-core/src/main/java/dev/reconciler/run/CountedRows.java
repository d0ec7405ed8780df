package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import java.util.List;

/** How many rows a pipeline's tables have, as far as a checksum has counted them. */
record CountedRows(String pipeline, Runs runs) {
    /** Rows of a table as the last checksum counted them; -1 if none has. */
    long of(String table) {
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
