package dev.reconciler.app.http;

/** Tables whose events are parked since their schema changed. */
@FunctionalInterface
public interface PausedTables {
    /**
     * Ends a table's pause. Every row of the table is unverified afterwards: a change that the stream left out while the table was
     * paused has left no trace.
     *
     * @param table its mapping id
     * @return whether it was paused
     */
    boolean resume(String table, String actor);
}
