package dev.reconciler.endpoint.read;

import org.jspecify.annotations.Nullable;

/** A database could not be read: the session is lost, the server refused, or a time limit struck. The message says which
 * side and what was being read. */
public class ReadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
