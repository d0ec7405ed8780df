package dev.reconciler.endpoint.write;

/** The target refused a write, or the session was lost. The endpoint classifies the failure; nobody else reads the server's codes. */
public final class WriteFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Kind {
        /** The data itself: constraint, type, length. The same write will fail again until something else changes. */
        DATA,
        /** Deadlock, serialization failure, lock timeout: the same transaction may succeed when tried again. */
        RETRY,
        /** Lost session, read-only or full server, shutdown: wait and reconnect. */
        UNAVAILABLE,
        /** The account lacks a right on an object: no row of it can be written, those of other tables can. */
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

    /** Whether every other write would fail the same way now: the session is lost, or the server is full or down. */
    public boolean isOfTheServer() {
        return kind == Kind.UNAVAILABLE;
    }

    /** Whether a foreign key refused the write: the row it refers to is missing, or another row still refers to it. */
    public boolean isMissingReference() {
        return violation == Violation.FOREIGN_KEY;
    }

    public Violation violation() {
        return violation;
    }

    /** The server's own code of the failure, for people (PostgreSQL: the SQLSTATE); empty if it gave none. */
    public String code() {
        return code;
    }
}
