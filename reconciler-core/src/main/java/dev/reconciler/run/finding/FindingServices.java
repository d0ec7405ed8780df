package dev.reconciler.run.finding;

import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.run.CountedRows;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.Runs;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.verify.cause.CauseFinder;

/**
 * The services that record, explain and correct the findings of a pipeline.
 *
 * @param runs tell how many rows a table has, for the breaker's limits
 * @param confirming how what a window shows comes to be proven
 * @param limits of automatic correction
 * @param listener told of what is recorded and corrected
 */
public record FindingServices(
        Pipeline pipeline,
        Runs runs,
        Discrepancies discrepancies,
        CauseFinder causes,
        CorrectionService corrections,
        Confirming confirming,
        Breaker.Limits limits,
        RunListener listener) {
    /**
     * For a run, or for something that ends as a run does: its corrections count together.
     *
     * @param run the id of the run; empty if there is none
     */
    public FindingHandler ofRun(String run, String job) {
        return new FindingHandler(this, new Breaker(limits, countedRows()::of), run, job, CanaryMode.NONE);
    }

    /** For work without an end: its corrections of {@link CountedRows#BREAKER_PERIOD} count together. */
    public FindingHandler rolling(String run, String job) {
        Breaker breaker = Breaker.rolling(limits, countedRows()::of, CountedRows.BREAKER_PERIOD, confirming.clock());
        return new FindingHandler(this, breaker, run, job, CanaryMode.NONE);
    }

    private CountedRows countedRows() {
        return new CountedRows(pipeline.name(), runs);
    }
}
