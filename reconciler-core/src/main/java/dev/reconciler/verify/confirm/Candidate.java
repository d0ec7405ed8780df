package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Place;
import java.time.Instant;

/**
 * A difference that a window found and that is not proven yet, or that was proven and still holds.
 *
 * @param ofRow true if it is a row, whose encoded key is the place's subject
 * @param confirmed true if it is proven and recorded; a change makes it a new candidate
 * @param overdue true if it is recorded as changing for too long
 */
public record Candidate(
        Place place, boolean ofRow, DiscrepancyType type, Readings readings, boolean confirmed, boolean overdue) {
    /**
     * The readings that found a candidate.
     *
     * @param first the time of the first reading; kept through every change
     * @param last the reading with which the next one is compared
     * @param rested true if that reading repeated one that was a settle time older
     * @param count the number of readings
     * @param changes the number of changes between readings
     */
    public record Readings(Instant first, Reading last, boolean rested, long count, long changes) {
        Readings and(Reading next, boolean nowRested, int more) {
            return new Readings(first, next, nowRested, count + 1, changes + more);
        }
    }

    static Candidate first(Finding finding, String subject, Reading reading) {
        return new Candidate(
                new Place(finding.table(), finding.tenant(), subject),
                finding instanceof Finding.OfRow,
                finding.type(),
                new Readings(reading.at(), reading, false, 1, 0),
                false,
                false);
    }

    /** The candidate after another reading. */
    Candidate again(Finding finding, Reading reading, boolean nowRested, int more, boolean nowConfirmed) {
        return new Candidate(
                new Place(place.table(), finding.tenant(), place.subject()),
                ofRow,
                finding.type(),
                readings.and(reading, nowRested, more),
                nowConfirmed,
                overdue);
    }

    Candidate asOverdue() {
        return new Candidate(place, ofRow, type, readings, false, true);
    }
}
