package dev.reconciler.run.job;

/** One kind of verification; what it proves goes into the tally, what it finds to the run's finding handler. */
public interface Job {
    void execute(RunContext context, Tally tally);
}
