package dev.reconciler.app.http;

/** What is asked for does not go with how things are now; nothing was done. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
