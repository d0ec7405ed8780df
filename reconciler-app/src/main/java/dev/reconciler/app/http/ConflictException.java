package dev.reconciler.app.http;

/** The request conflicts with the present state; it had no effect. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
