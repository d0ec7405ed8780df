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
 * @param runs hold the tables' row counts, for the breaker's limits
 * @param confirming the confirmation of findings
 * @param limits of automatic correction
 * @param listener receives recorded and corrected findings
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
     * Creates the handler of a run or of similar finite work: the breaker counts all its corrections together.
     *
     * @param run the id of the run; empty if there is none
     */
    public FindingHandler ofRun(String run, String job) {
        return new FindingHandler(this, new Breaker(limits, countedRows()::of), run, job, CanaryMode.NONE);
    }

    /** Creates the handler of continuous work: the breaker counts its corrections over {@link CountedRows#BREAKER_PERIOD}. */
    public FindingHandler rolling(String run, String job) {
        Breaker breaker = Breaker.rolling(limits, countedRows()::of, CountedRows.BREAKER_PERIOD, confirming.clock());
        return new FindingHandler(this, breaker, run, job, CanaryMode.NONE);
    }

    private CountedRows countedRows() {
        return new CountedRows(pipeline.name(), runs);
    }
}
