package dev.reconciler.endpoint.read;

/**
 * A method to compute a row's hash, and so the digest of a chunk. Both sides of a chunk use the same method. Unequal rows have
 * different hashes, up to chance. Rows that are equal by canonical form have equal hashes, except rows with documents that MariaDB
 * keeps as they were written: such rows are compared by value.
 *
 * <p>The ledger holds {@link #CANONICAL} hashes, regardless of the chunks' method.
 */
public enum DigestMethod {
    /**
     * A hash of 64 bits that the server computes from the row's stored values, by functions of its own. Only for two servers that
     * give the same answers to known values.
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
