package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded finding. At most one is open per (pipeline, table, tenant, subject, type): a repeated finding is counted.
 *
 * @param subject see {@link Finding#subject}
 * @param causeEvidence the evidence for the cause, for people; for {@link Cause#UNKNOWN}, the facts examined
 * @param columns target columns that differ, where known
 * @param detail for findings that are not rows: counts, rule and group, schema change, as text
 * @param seen the number of verifications that found it
 * @param version raised by every change of state or images, not by a repeated finding; updates name the version they saw
 * @param acceptedUntil for ACCEPTED: the end of the acceptance
 * @param stateSince the time of its last change of state
 * @param correction id of the journal entry that last corrected it
 * @param decision a person's decision, while it is in force; null while the discrepancy is open, and without a decision
 */
public record Discrepancy(
        String id,
        String pipeline,
        String table,
        TenantId tenant,
        String subject,
        DiscrepancyType type,
        Cause cause,
        String causeEvidence,
        Severity severity,
        DiscrepancyState state,
        @Nullable Row source,
        @Nullable Row target,
        List<String> columns,
        String detail,
        Proof proof,
        long seen,
        Instant firstSeen,
        Instant lastSeen,
        int version,
        @Nullable Instant acceptedUntil,
        Instant stateSince,
        @Nullable String correction,
        @Nullable DecisionKind decision) {
    public Discrepancy {
        columns = List.copyOf(columns);
    }
}
