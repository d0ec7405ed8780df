package dev.reconciler.endpoint.write;

/** The reason for a failed write, independent of the engine's codes. */
public enum Violation {
    /** The referenced row is missing, or another row still refers to this row. */
    FOREIGN_KEY,
    /** Another row holds the unique value. */
    UNIQUE,
    /** A column that must have a value has none. */
    NOT_NULL,
    /** A check constraint is violated. */
    CHECK,
    /** A value, or the row, is too long. */
    TOO_LONG,
    /** A number or a time is outside its type's range. */
    OUT_OF_RANGE,
    /** The column's type has no such value: a zero date, a text that is no number, a character that the character set lacks. */
    INVALID,
    /** A lock, a timeout or a cancelled statement: the statement may succeed on retry. */
    TRANSIENT,
    /** The transaction was rolled back: deadlock, serialization failure, lost session. It must be repeated from its start. */
    TRANSACTION_LOST,
    /** Any other failure: another constraint, a privilege, the server's resources. */
    OTHER
}
