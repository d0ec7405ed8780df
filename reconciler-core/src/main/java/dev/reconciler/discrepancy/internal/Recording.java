package dev.reconciler.discrepancy.internal;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Recorded.Outcome;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.discrepancy.internal.DiscrepancyWrites.News;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sightings of different discrepancies, recorded in one transaction. Two such transactions can't wait for each other in a circle:
 *
 * <ol>
 *   <li>Absent discrepancies are inserted, in the order of the ids. A recorder waits here only for another that inserted the very
 *       id, and has itself inserted smaller ones alone.
 *   <li>The others are locked, in the order of their ids. A session that waits here has completed the first step, so no session
 *       in the second step waits for one in the first.
 *   <li>The outcome of each sighting is decided by its locked row, and written.
 * </ol>
 */
final class Recording {
    private final Handle transaction;
    private final DiscrepancyReads reads;
    private final DiscrepancyWrites writes;
    private final List<AuditRecord> audit = new ArrayList<>();

    Recording(Handle transaction, DiscrepancyReads reads, DiscrepancyWrites writes) {
        this.transaction = transaction;
        this.reads = reads;
        this.writes = writes;
    }

    /** The outcomes, in the order of the findings. */
    List<Recorded> record(Collection<Sighting> sightings) {
        List<Sighting> ordered =
                sightings.stream().sorted(Comparator.comparing(Sighting::id)).toList();
        Set<String> created = writes.insertAbsent(transaction, ordered);
        List<Sighting> there = ordered.stream()
                .filter(sighting -> !created.contains(sighting.id()))
                .toList();
        Map<String, DiscrepancyRow> before =
                writes.lock(transaction, there.stream().map(Sighting::id).toList());
        write(there, before);
        Map<String, Discrepancy> after =
                reads.byId(transaction, ordered.stream().map(Sighting::id).toList());
        return sightings.stream()
                .map(sighting -> {
                    DiscrepancyRow row = before.get(sighting.id());
                    Discrepancy now = Objects.requireNonNull(after.get(sighting.id()));
                    return row == null ? created(sighting, now) : again(sighting, row.discrepancy(), now);
                })
                .toList();
    }

    /** The audit entries of all findings. */
    List<AuditRecord> audit() {
        return audit;
    }

    private void write(List<Sighting> there, Map<String, DiscrepancyRow> before) {
        List<Sighting> counted = new ArrayList<>();
        List<News> news = new ArrayList<>();
        for (Sighting sighting : there) {
            DiscrepancyRow row = Objects.requireNonNull(before.get(sighting.id()));
            News said = news(sighting, row);
            if (said == null) {
                counted.add(sighting);
            } else {
                news.add(said);
            }
        }
        writes.count(transaction, counted);
        writes.see(transaction, news);
    }

    /** Null if it says nothing new, so that it is only counted. */
    private static @Nullable News news(Sighting sighting, DiscrepancyRow row) {
        Discrepancy before = row.discrepancy();
        boolean outdated =
                sighting.proof().fenceSequence() < before.sightings().proof().fenceSequence();
        if (outdated || stands(row, sighting)) {
            return null;
        }
        if (before.state().isOpen()) {
            boolean same = sighting.difference()
                    .hasImages(before.difference().source(), before.difference().target());
            return new News(
                    sighting.over(before), before.state(), before.lifecycle().since(), same ? 0 : 1);
        }
        return new News(sighting, DiscrepancyState.OPEN, sighting.at(), 1);
    }

    /** A drift of a schema has no images: a decision about it covers the drift as it was described. */
    private static boolean stands(DiscrepancyRow row, Sighting sighting) {
        Standing standing = row.standing();
        return standing != null
                && (standing.until() == null || sighting.at().isBefore(standing.until()))
                && sighting.difference().hasImages(standing.source(), standing.target())
                && (sighting.finding().type() != DiscrepancyType.SCHEMA_DRIFT
                        || sighting.difference()
                                .detail()
                                .equals(row.discrepancy().difference().detail()));
    }

    private Recorded created(Sighting sighting, Discrepancy now) {
        String note = sighting.proof().job() + " run " + sighting.proof().run();
        audit.add(Audited.transition(now, DiscrepancyState.OPEN, "verification", note));
        return new Recorded(now, Outcome.NEW);
    }

    private Recorded again(Sighting sighting, Discrepancy before, Discrepancy now) {
        if (before.state().isOpen() || !now.state().isOpen()) {
            return new Recorded(now, Outcome.SEEN_AGAIN);
        }
        String note = "found again by " + sighting.proof().job();
        audit.add(Audited.transition(now, before.state(), "verification", note));
        return new Recorded(now, Outcome.REOPENED);
    }
}
