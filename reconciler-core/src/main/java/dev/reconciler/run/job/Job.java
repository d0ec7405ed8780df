package dev.reconciler.run.job;

/** One kind of verification; it adds proofs to the tally, and passes findings to the run's finding handler. */
public interface Job {
    void execute(RunContext context, Tally tally);
}
