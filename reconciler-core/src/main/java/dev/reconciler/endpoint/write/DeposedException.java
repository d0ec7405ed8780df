package dev.reconciler.endpoint.write;

/** Another writer holds the pipeline's lease, or has moved the checkpoint: this writer must stop writing. */
public final class DeposedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeposedException(String message) {
        super(message);
    }
}
