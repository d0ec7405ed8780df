package dev.reconciler.endpoint.read;

import org.jspecify.annotations.Nullable;

/** A user's query can't be answered: it is wrong, fails on the data, takes too long or returns too much. */
public final class QueryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
