package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;

/**
 * A column of MySQL or MariaDB can't hold a value: the server would reject it, or store another value without an error. The message
 * names the column, the value and the reason; the caller adds the row's key.
 */
public final class UnstorableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    private final Violation violation;

    private UnstorableValueException(Violation violation, String message, Throwable cause) {
        super(message, cause);
        this.violation = violation;
    }

    /** The violation that a server reports for such a value. */
    public Violation violation() {
        return violation;
    }

    /** The reason, found where the column is not known. */
    static final class Reason extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Violation violation;

        Reason(Violation violation, String message) {
            super(message);
            this.violation = violation;
        }

        UnstorableValueException of(String column, String type, String text) {
            return new UnstorableValueException(
                    violation,
                    "column " + column + " (" + type + ") can't hold '" + shown(text) + "': " + getMessage(),
                    this);
        }

        private static String shown(String text) {
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        }
    }
}
