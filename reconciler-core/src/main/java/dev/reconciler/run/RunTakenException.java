package dev.reconciler.run;

/** The run was ended or taken over by another process; this one must stop working on it. */
public final class RunTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunTakenException(String run) {
        super("run " + run + " is no longer this process's");
    }
}
