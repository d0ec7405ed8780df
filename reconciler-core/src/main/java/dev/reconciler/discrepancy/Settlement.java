package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a discrepancy leaves its state.
 *
 * @param correction id of the journal entry that corrected it, if one did
 * @param standing a person's decision that outlives the next verification; null if there is none
 */
public record Settlement(
        DiscrepancyState to,
        @Nullable String correction,
        @Nullable Standing standing) {
    /**
     * The difference between exactly these images is fine: while a verification finds just them, it is not opened again.
     *
     * @param until null: as long as the images stay
     */
    public record Standing(
            @Nullable Row source,
            @Nullable Row target,
            @Nullable Instant until) {}

    public static Settlement to(DiscrepancyState state) {
        return new Settlement(state, null, null);
    }
}
