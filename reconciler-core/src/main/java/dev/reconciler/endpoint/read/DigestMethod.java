package dev.reconciler.endpoint.read;

/**
 * A method to compute a row's hash, and so the digest of a chunk. Both sides of a chunk use the same method. Rows that are equal
 * by canonical form have equal hashes in every method; unequal rows have different hashes, up to chance.
 *
 * <p>The ledger holds {@link #CANONICAL} hashes, regardless of the chunks' method.
 */
public enum DigestMethod {
    /**
     * The engine's own hash of each value, of 64 bits, chained over the row's values. Only for two servers of the same engine that
     * hash known values alike.
     */
    NATIVE("native"),
    /**
     * The MD5 of the row's canonical encoding ({@link dev.reconciler.row.CanonicalEncoding}), which every engine gives: the server
     * computes it by SQL, or the reader from streamed rows ({@link DigestProbe#streamsRows}).
     */
    CANONICAL("canonical");

    private final String label;

    DigestMethod(String label) {
        this.label = label;
    }

    /** For messages. */
    public String label() {
        return label;
    }
}
