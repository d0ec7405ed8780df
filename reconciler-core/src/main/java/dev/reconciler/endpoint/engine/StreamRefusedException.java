package dev.reconciler.endpoint.engine;

/** Streaming on is not safe (slot gone, recreated or ahead of the checkpoint; another server; a standby). Says why and what to do. */
public final class StreamRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StreamRefusedException(String message) {
        super(message);
    }
}
