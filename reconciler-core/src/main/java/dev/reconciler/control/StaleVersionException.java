package dev.reconciler.control;

/** The object has changed since the caller read it; nothing was written. Read it again and decide again. */
public final class StaleVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleVersionException(String id, int expected, int actual) {
        super(id + " is at version " + actual + ", not at " + expected + ": it has changed since it was read");
    }
}
