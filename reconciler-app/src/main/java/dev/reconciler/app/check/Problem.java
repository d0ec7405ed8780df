package dev.reconciler.app.check;

/**
 * One thing that a check found.
 *
 * @param what is wrong
 * @param where a place in the file, a database, or a table of it
 * @param fix what to do
 */
public record Problem(Severity severity, String what, String where, String fix) {
    /** How much it matters. */
    public enum Severity {
        /** The pipeline can't run. */
        ERROR,
        /** It runs, with a risk. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }
}
