package dev.reconciler.endpoint.write;

/**
 * The target rejected a write, or the session was lost. The endpoint classifies the failure; no other code reads the server's
 * codes.
 */
public final class WriteFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The caller's possible reaction. */
    public enum Kind {
        /** The data: constraint, type, length. A retry fails again until other data or the schema changes. */
        DATA,
        /** Deadlock, serialization failure, lock timeout: the same transaction may succeed on retry. */
        RETRY,
        /** Lost session, read-only or full server, shutdown: wait and reconnect. */
        UNAVAILABLE,
        /** The role lacks a privilege on an object: its rows can't be written, rows of other tables can. */
        FORBIDDEN
    }

    private final Kind kind;
    private final Violation violation;
    private final String code;

    /** @param code see {@link #code} */
    public WriteFailedException(Kind kind, Violation violation, String code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.violation = violation;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns whether every other write would fail the same way now: the session is lost, or the server is full or down. */
    public boolean isOfTheServer() {
        return kind == Kind.UNAVAILABLE;
    }

    /**
     * Returns whether a foreign key rejected the write: the referenced row is missing, or another row still refers to this row.
     */
    public boolean isMissingReference() {
        return violation == Violation.FOREIGN_KEY;
    }

    /** Returns whether a column's type can't represent a value of the row: no other row and no constraint matters. */
    public boolean isOfValue() {
        return violation == Violation.OUT_OF_RANGE || violation == Violation.INVALID;
    }

    public Violation violation() {
        return violation;
    }

    /** The server's own code of the failure, for people (PostgreSQL: the SQLSTATE); empty if it gave none. */
    public String code() {
        return code;
    }
}
