package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy's new state, with the correction or decision that led to it.
 *
 * @param correction id of the journal entry that corrected it, if one did
 * @param standing a person's decision that stays in force at later verifications; null if there is none
 * @param decided the person's decision; null without a decision
 */
public record Settlement(
        DiscrepancyState to,
        @Nullable String correction,
        @Nullable Standing standing,
        @Nullable Decided decided) {
    /**
     * Accepts the difference between exactly these images: a verification that finds the same images does not reopen it.
     *
     * @param until the end of the acceptance; null: while the images are unchanged
     */
    public record Standing(
            @Nullable Row source,
            @Nullable Row target,
            @Nullable Instant until) {}

    /**
     * A person's decision, as it is recorded.
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
