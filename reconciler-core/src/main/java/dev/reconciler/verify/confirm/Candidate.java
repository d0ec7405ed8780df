package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * A difference that a window found and nothing has proven yet, or one that was proven and stands.
 *
 * @param table mapping id
 * @param subject as {@link dev.reconciler.discrepancy.Finding#subject}, an encoded key for a row
 * @param ofRow whether it is a row
 * @param firstSeen when it was first read; kept through every change
 * @param last the reading that the next one is held against
 * @param rested whether that reading repeated one that was a settle time older
 * @param readings how often it was found
 * @param changes how often one of the sides had changed in between
 * @param confirmed whether it is proven and on record; a change makes a new candidate of it
 * @param overdue whether it is on record as changing for too long
 */
public record Candidate(
        String table,
        String subject,
        boolean ofRow,
        TenantId tenant,
        DiscrepancyType type,
        Instant firstSeen,
        Reading last,
        boolean rested,
        long readings,
        long changes,
        boolean confirmed,
        boolean overdue) {
    static Candidate first(Finding finding, String subject, Reading reading) {
        return new Candidate(
                finding.table(),
                subject,
                finding instanceof Finding.OfRow,
                finding.tenant(),
                finding.type(),
                reading.at(),
                reading,
                false,
                1,
                0,
                false,
                false);
    }

    /** As another reading found it. */
    Candidate again(Finding finding, Reading reading, boolean nowRested, int more, boolean nowConfirmed) {
        return new Candidate(
                table,
                subject,
                ofRow,
                finding.tenant(),
                finding.type(),
                firstSeen,
                reading,
                nowRested,
                readings + 1,
                changes + more,
                nowConfirmed,
                overdue);
    }

    Candidate asOverdue() {
        return new Candidate(
                table, subject, ofRow, tenant, type, firstSeen, last, rested, readings, changes, false, true);
    }
}
