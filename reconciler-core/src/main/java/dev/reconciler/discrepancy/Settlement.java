package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a discrepancy leaves its state.
 *
 * @param correction id of the journal entry that corrected it, if one did
 * @param standing a person's decision that outlives the next verification; null if there is none
 * @param decided what a person decided; null if no person did
 */
public record Settlement(
        DiscrepancyState to,
        @Nullable String correction,
        @Nullable Standing standing,
        @Nullable Decided decided) {
    /**
     * The difference between exactly these images is fine: while a verification finds just them, it is not opened again.
     *
     * @param until null: as long as the images stay
     */
    public record Standing(
            @Nullable Row source,
            @Nullable Row target,
            @Nullable Instant until) {}

    /**
     * A person's decision, as it is put on record.
     *
     * @param until for {@link DecisionKind#ACCEPT}
     * @param columns for {@link DecisionKind#CUSTOM_FIX}: the target columns that got a value
     */
    public record Decided(DecisionKind kind, @Nullable Instant until, List<String> columns) {
        public Decided {
            columns = List.copyOf(columns);
        }

        public static Decided of(DecisionKind kind) {
            return new Decided(kind, null, List.of());
        }
    }

    public static Settlement to(DiscrepancyState state) {
        return new Settlement(state, null, null, null);
    }
}
