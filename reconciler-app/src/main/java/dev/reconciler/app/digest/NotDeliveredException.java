package dev.reconciler.app.digest;

/** A receiver did not receive the report. */
public final class NotDeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    /** @param action the operator's next action */
    NotDeliveredException(String cause, String action, Throwable because) {
        super(cause, because);
        this.action = action;
    }

    NotDeliveredException(String cause, String action) {
        super(cause);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
