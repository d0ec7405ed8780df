package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.read.ReadFailedException;

/** Another process created a slot of the same name first. */
public final class SlotExistsException extends ReadFailedException {
    private static final long serialVersionUID = 1;

    SlotExistsException(String message, Throwable cause) {
        super(message, cause);
    }
}
