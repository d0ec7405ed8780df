package dev.reconciler.endpoint.engine;

/**
 * The stream can't be resumed safely (slot gone, recreated or ahead of the checkpoint; another server; a standby). The message
 * gives the reason and the operator's next action.
 */
public final class StreamRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StreamRefusedException(String message) {
        super(message);
    }
}
