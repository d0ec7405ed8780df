package dev.reconciler.app.cli;

/** Exit codes; scripts rely on them. */
public final class ExitCode {
    /** Success, or agreed. */
    public static final int OK = 0;
    /** Completed with a negative result: diverged, failed rows, a rule that can't be evaluated. */
    public static final int NO = 1;
    /** Not completed: wrong usage, wrong configuration, or an error. */
    public static final int ERROR = 2;
    /** Completed without a difference, but a part could not be verified. */
    public static final int UNVERIFIABLE = 3;

    /** {@code schema diff}: completed, with a breaking difference. */
    public static final int BREAKING = 2;
    /** {@code schema diff}: not completed, because 2 has another meaning there. */
    public static final int NOT_COMPARED = 3;

    private ExitCode() {}
}
