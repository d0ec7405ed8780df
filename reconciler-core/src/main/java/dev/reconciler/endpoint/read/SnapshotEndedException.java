package dev.reconciler.endpoint.read;

/** The daemon itself ended the snapshot, because another session waited for it: what was read in its window is void. */
public final class SnapshotEndedException extends ReadFailedException {
    private static final long serialVersionUID = 1L;

    public SnapshotEndedException(String message, Throwable cause) {
        super(message, cause);
    }
}
