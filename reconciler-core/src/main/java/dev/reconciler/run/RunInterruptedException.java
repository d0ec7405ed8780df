package dev.reconciler.run;

/** The run's thread was interrupted: its process is ending. */
final class RunInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunInterruptedException() {
        super("interrupted: the process was ending");
    }
}
