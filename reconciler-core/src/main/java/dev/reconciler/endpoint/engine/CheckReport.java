package dev.reconciler.endpoint.engine;

/** Takes what a check finds; {@code where} is a place in the file, a database, or a table of it, {@code fix} the next action. */
public interface CheckReport {
    /** The pipeline can't run. */
    void error(String where, String what, String fix);

    /** The pipeline runs, with a risk. */
    void warning(String where, String what, String fix);

    /** Worth knowing. */
    void note(String where, String what, String fix);
}
