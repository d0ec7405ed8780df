package dev.reconciler.endpoint.write;

/** The target refused a write, or the session was lost. */
public final class WriteFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Kind {
        /** The data itself: constraint, type, length. The same write will fail again until something else changes. */
        DATA,
        /** Deadlock, serialization failure, lock timeout: the same transaction may succeed when tried again. */
        RETRY,
        /** Lost session, read-only or full server, shutdown: wait and reconnect. */
        UNAVAILABLE
    }

    /** SQLSTATE of a foreign key that objects. */
    public static final String FOREIGN_KEY = "23503";

    private final Kind kind;
    private final String sqlState;

    public WriteFailedException(Kind kind, String sqlState, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.sqlState = sqlState;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether every other write would fail the same way now: the session is lost, or the server is full or down. */
    public boolean isOfTheServer() {
        return kind == Kind.UNAVAILABLE && !sqlState.equals("42501");
    }

    /** Whether a foreign key refused the write: the row it refers to is missing, or another row still refers to it. */
    public boolean isMissingReference() {
        return sqlState.equals(FOREIGN_KEY);
    }

    /** The server's five-character SQLSTATE; empty if it gave none. */
    public String sqlState() {
        return sqlState;
    }
}
