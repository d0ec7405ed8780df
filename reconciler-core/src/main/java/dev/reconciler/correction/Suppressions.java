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
     * Which of the keys are suppressed for these source rows; where one is for another row, the suppression is over and forgotten.
     *
     * @param sourceHashes by key
     */
    Set<RowKey> suppressed(String pipeline, String table, Map<RowKey, String> sourceHashes);

    /** As {@link #suppressed(String, String, Map)}, of one key. */
    default boolean suppressed(String pipeline, String table, RowKey key, String sourceHash) {
        return !suppressed(pipeline, table, Map.of(key, sourceHash)).isEmpty();
    }

    void lift(String pipeline, String table, RowKey key);
}
