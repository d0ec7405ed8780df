package dev.reconciler.run;

/** The run's thread was interrupted: its process is ending. */
public final class RunInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunInterruptedException() {
        super("interrupted: the process was ending");
    }
}
