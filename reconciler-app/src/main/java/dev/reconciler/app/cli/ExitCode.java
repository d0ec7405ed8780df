package dev.reconciler.app.cli;

/** What scripts rely on. */
public final class ExitCode {
    /** Done, or agreed. */
    public static final int OK = 0;
    /** Done, and the answer is no: diverged, failed rows, a rule that blocks. */
    public static final int NO = 1;
    /** Not done: wrong usage, wrong configuration, or an error. */
    public static final int ERROR = 2;
    /** Done, nothing differs, and something could not be verified. */
    public static final int UNVERIFIABLE = 3;

    private ExitCode() {}
}
