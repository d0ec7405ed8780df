package dev.reconciler.report;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy as evidence shows it: without the values of its rows, which may name another tenant.
 *
 * @param key the parts of the row's key; for a finding that is not about a row, its subject
 */
public record RecordedDiscrepancy(
        String id,
        String table,
        List<String> key,
        DiscrepancyType type,
        Severity severity,
        Standing standing,
        Instant firstSeen) {
    public RecordedDiscrepancy {
        key = List.copyOf(key);
    }

    /**
     * @param decision a person's decision in force; null if there is none
     * @param acceptedUntil the end of an acceptance; null if there is none
     * @param correction id of the journal entry that last corrected it; null if there is none
     */
    public record Standing(
            DiscrepancyState state,
            Instant since,
            @Nullable DecisionKind decision,
            @Nullable Instant acceptedUntil,
            @Nullable String correction) {}
}
