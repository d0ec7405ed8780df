package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * A difference that a window found and that is not proven yet, or that was proven and still holds.
 *
 * @param table mapping id
 * @param subject as {@link dev.reconciler.discrepancy.Finding#subject}, an encoded key for a row
 * @param ofRow true if it is a row
 * @param firstSeen the time of its first reading; kept through every change
 * @param last the reading with which the next one is compared
 * @param rested true if that reading repeated one that was a settle time older
 * @param readings the number of readings that found it
 * @param changes the number of changes between readings
 * @param confirmed true if it is proven and recorded; a change makes it a new candidate
 * @param overdue true if it is recorded as changing for too long
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

    /** The candidate after another reading. */
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
