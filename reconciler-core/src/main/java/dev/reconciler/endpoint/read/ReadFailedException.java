package dev.reconciler.endpoint.read;

import org.jspecify.annotations.Nullable;

/**
 * A database could not be read: the session was lost, the server rejected the query, or a time limit expired. The message names
 * the side and the object.
 */
public class ReadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
