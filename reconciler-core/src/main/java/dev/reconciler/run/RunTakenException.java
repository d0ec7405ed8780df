package dev.reconciler.run;

/** Another process has ended or taken over the run; this process must stop working on it. */
public final class RunTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunTakenException(String run) {
        super("run " + run + " was ended or taken over by another process");
    }
}
