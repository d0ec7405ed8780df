package dev.reconciler.correction;

import dev.reconciler.row.RowKey;

/**
 * Keys that are not corrected automatically, because a person undid a correction; until their source row changes.
 *
 * <p>A source hash tells one state of a source row, its absence included, from another.
 */
public interface Suppressions {
    void suppress(String pipeline, String table, RowKey key, String sourceHash, String correction, String actor);

    /** Whether the key is suppressed for this source row; if it is for another one, the suppression is over and forgotten. */
    boolean suppressed(String pipeline, String table, RowKey key, String sourceHash);

    void lift(String pipeline, String table, RowKey key);
}
