package dev.reconciler.position;

/**
 * A point in a source's log. Positions of one source are comparable in the sense of {@link #covers}; each engine defines the
 * comparison (PostgreSQL: LSN order; GTID sets: containment).
 */
public interface Position {
    /** Returns whether everything at or before {@code other} is at or before this one. */
    boolean covers(Position other);

    /** The engine's notation, as stored in the checkpoint and shown to people. */
    String text();
}
