package dev.reconciler.endpoint.engine;

/**
 * Receives the findings of a check; {@code where} is a place in the file, a database, or a table of it, {@code fix} the next
 * action.
 */
public interface CheckReport {
    /** The pipeline can't run. */
    void error(String where, String what, String fix);

    /** The pipeline runs, with a risk. */
    void warning(String where, String what, String fix);

    /** Information without a risk. */
    void note(String where, String what, String fix);
}
