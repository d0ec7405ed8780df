package dev.reconciler.cdc.apply.parked;

import dev.reconciler.control.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events that could not be applied. */
public interface ParkedEvents {
    /** In source order from after {@code place} on; of one table, or of all if {@code table} is empty. */
    Part list(String table, Cursor place, int limit);

    /** @param next the cursor at which the list continues; null at its end */
    record Part(List<Parked> items, @Nullable Cursor next) {
        public Part {
            items = List.copyOf(items);
        }
    }

    /** Retries the events of this event's key, from the key's first one on; empty if there is no such event. */
    Optional<RetryResult> retry(long id, String actor);

    /**
     * Discards an event; verification then finds its missing effect. Returns the event; empty if there is none with that id.
     *
     * @param reason for the audit log
     */
    Optional<Parked> discard(long id, String actor, String reason);

    /** A retry's result as text, such as {@code 1 tried, still refused: 1}. */
    static String summary(RetryResult result) {
        int refused = result.failures().size();
        int tried = result.applied() + refused;
        return refused == 0
                ? result.applied() + (result.applied() == 1 ? " event applied" : " events applied")
                : tried + " retried, " + result.applied() + " applied, rejected again: " + refused;
    }

    /**
     * @param key for people; empty for an event of a whole table
     * @param error the reason of its failure; empty for an event that waits behind another
     */
    record Parked(
            long id,
            String table,
            String key,
            String position,
            String operation,
            String error,
            int attempts,
            Instant at) {}
}
