package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change event that could not be applied, or that waits behind such an event of its key.
 *
 * @param id number given by the store; 0 for an event not stored yet. Ascending in source order
 * @param key null for an event of a whole table (TRUNCATE)
 * @param envelope the event as JSON, enough to apply it later
 * @param error the failure of the last attempt; empty for an event that waits behind another and was never tried
 * @param attempts the number of attempts
 */
public record ParkedEvent(
        long id,
        String table,
        @Nullable RowKey key,
        long sequence,
        String position,
        String operation,
        String envelope,
        String error,
        int attempts,
        Instant at) {
    /** The event after another rejection by the target. */
    public ParkedEvent refusedAgain(String because) {
        return new ParkedEvent(id, table, key, sequence, position, operation, envelope, because, attempts + 1, at);
    }
}
