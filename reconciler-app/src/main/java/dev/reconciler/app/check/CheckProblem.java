package dev.reconciler.app.check;

/**
 * A problem that a check found.
 *
 * @param what the problem
 * @param where a setting, a database, or one of its tables
 * @param fix the next action
 */
public record CheckProblem(Severity severity, String what, String where, String fix) {
    /** The effect of a problem on the pipeline. */
    public enum Severity {
        /** The pipeline can't run. */
        ERROR,
        /** The pipeline runs, with a risk. */
        WARNING,
        /** Information; the pipeline runs. */
        NOTE
    }
}
