package dev.reconciler.control;

/** The requested state transition is not allowed; nothing was written. */
public final class IllegalTransitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IllegalTransitionException(String id, Enum<?> from, Enum<?> to) {
        super(id + " is " + from + " and can't become " + to);
    }
}
