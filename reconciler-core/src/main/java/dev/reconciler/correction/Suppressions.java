package dev.reconciler.correction;

import dev.reconciler.row.RowKey;
import java.util.Map;
import java.util.Set;

/**
 * Keys that are not corrected automatically, because a person undid a correction; until their source row changes.
 *
 * <p>A source hash tells one state of a source row, its absence included, from another.
 */
public interface Suppressions {
    void suppress(String pipeline, String table, RowKey key, String sourceHash, String correction, String actor);

    /**
     * Returns the keys that are suppressed for these source rows; a suppression for a different source row has expired and is
     * deleted.
     *
     * @param sourceHashes by key
     */
    Set<RowKey> suppressed(String pipeline, String table, Map<RowKey, String> sourceHashes);

    /** As {@link #suppressed(String, String, Map)}, for one key. */
    default boolean suppressed(String pipeline, String table, RowKey key, String sourceHash) {
        return !suppressed(pipeline, table, Map.of(key, sourceHash)).isEmpty();
    }

    void lift(String pipeline, String table, RowKey key);
}
