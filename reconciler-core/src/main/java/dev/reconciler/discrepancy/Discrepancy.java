package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded finding. At most one is open per (pipeline, table, tenant, subject, type): seen again means counted again.
 *
 * @param subject see {@link Finding#subject}
 * @param causeEvidence what the cause rests on, for people; of {@link Cause#UNKNOWN}, what was looked at
 * @param columns target columns that differ, where known
 * @param detail for findings that are not rows: counts, rule and group, schema change, as text
 * @param seen how many verifications found it
 * @param version raised by every change of state or images (being counted again is none); updates name the version they saw
 * @param acceptedUntil for ACCEPTED: until when
 * @param stateSince since when it is in its state
 * @param correction id of the journal entry that last corrected it
 * @param decision what a person decided, while that holds; null while it is open, and where no person decided
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
