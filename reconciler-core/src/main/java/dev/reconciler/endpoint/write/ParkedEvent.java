package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change event that could not be applied, or that waits behind such an event of its key.
 *
 * @param id number given by the store; 0 for an event not stored yet. Ascending in source order
 * @param key null for an event of a whole table (TRUNCATE)
 * @param error the failure of the last attempt; empty for an event that waits behind another and was never tried
 * @param attempts the number of attempts
 */
public record ParkedEvent(
        long id, String table, @Nullable RowKey key, Change change, String error, int attempts, Instant at) {
    /**
     * The change in the source.
     *
     * @param sequence the target's batch that left it out
     * @param position the end of its transaction in the source's log
     */
    public record Change(long sequence, String position, String operation, String envelope) {}

    /** The event after another rejection by the target. */
    public ParkedEvent refusedAgain(String because) {
        return new ParkedEvent(id, table, key, change, because, attempts + 1, at);
    }
}
