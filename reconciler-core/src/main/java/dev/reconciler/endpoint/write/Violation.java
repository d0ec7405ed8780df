package dev.reconciler.endpoint.write;

/** What a failed write means, whatever the engine calls it. */
public enum Violation {
    /** The row that it refers to is missing, or another row still refers to it. */
    FOREIGN_KEY,
    /** Another row holds the unique value. */
    UNIQUE,
    /** A column that must have a value has none. */
    NOT_NULL,
    /** A check constraint is not met. */
    CHECK,
    /** A value, or the row, is longer than its place. */
    TOO_LONG,
    /** A number or a time is outside its type's range. */
    OUT_OF_RANGE,
    /** A lock, a timeout or a cancelled statement: the statement alone may succeed when tried again. */
    TRANSIENT,
    /** The transaction is gone with all that it wrote: deadlock, serialization failure, lost session. It must be repeated from its start. */
    TRANSACTION_LOST,
    /** Anything else: another constraint, a type, a right, the server's resources. */
    OTHER
}
