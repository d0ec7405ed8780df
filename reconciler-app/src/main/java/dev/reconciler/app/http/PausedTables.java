package dev.reconciler.app.http;

/** Tables whose events are parked since their schema changed. */
@FunctionalInterface
public interface PausedTables {
    /**
     * Ends a table's pause. Every row of the table is unverified afterwards: no record exists of the changes that the stream left
     * out during the pause.
     *
     * @param table its mapping id
     * @return whether it was paused
     */
    boolean resume(String table, String actor);
}
