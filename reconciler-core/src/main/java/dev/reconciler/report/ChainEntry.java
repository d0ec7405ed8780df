package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import java.time.Instant;

/**
 * A state change as the audit chain records it.
 *
 * @param sequence the entry's number in the chain, which with its hash proves it
 * @param discrepancy the id of the discrepancy
 */
public record ChainEntry(
        long sequence,
        Instant at,
        String actor,
        DiscrepancyState state,
        String discrepancy,
        Detail detail,
        String hash) {
    /**
     * @param decision empty if no person decided
     * @param correction id of the journal entry that last corrected it; empty if there is none
     * @param note the reason
     */
    public record Detail(String table, String decision, String correction, String note) {}
}
