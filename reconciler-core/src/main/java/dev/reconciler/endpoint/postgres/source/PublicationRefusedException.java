package dev.reconciler.endpoint.postgres.source;

/** Publishing the mapped tables would break the application's own writes, or could not deliver what the mapping needs. Nothing
 * was changed. */
public final class PublicationRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PublicationRefusedException(String message) {
        super(message);
    }
}
