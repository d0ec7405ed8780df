package dev.reconciler.discrepancy;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The discrepancies on record: one per (pipeline, table, tenant, subject, type), whose id follows from these five. Every
 * change of state and its audit entry commit in one transaction.
 */
public interface Discrepancies {
    /**
     * Puts a finding on record, or counts the one that is there again. What was dealt with and is found again is opened again,
     * unless a decision that stands covers exactly these images, or the finding was proven before what it is held against.
     *
     * <p>While it is open and its images stay, its cause may become known, but does not change from one to another: the first
     * that had evidence stands.
     *
     * <p>All of them commit in one transaction, or none: hand over some hundreds at a time. Only if the same discrepancy is found
     * twice among them, it takes as many transactions as it is found.
     *
     * @return what each came to, in the same order
     */
    List<Recorded> record(String pipeline, Proof proof, List<Found> findings);

    /** As {@link #record(String, Proof, List)}, of one finding. */
    default Recorded record(
            String pipeline, Finding finding, Proof proof, Cause cause, String causeEvidence, Severity severity) {
        return record(pipeline, proof, List.of(new Found(finding, cause, causeEvidence, severity)))
                .get(0);
    }

    /**
     * Those of a table that nobody has dealt with (OPEN and IN_REVIEW), in pages: a table may have a million of them.
     *
     * @param after the last id of the page before; empty for the first page
     * @return in the order of their ids, at most {@code limit}
     */
    List<Discrepancy> open(String pipeline, String table, String after, int limit);

    /**
     * Changes the state, if the discrepancy is still at the version that the caller saw.
     *
     * @param note why, for the audit log
     * @throws StaleVersionException if it changed meanwhile
     * @throws IllegalTransitionException if {@link DiscrepancyState#next} does not hold the new state
     * @throws UnknownIdException if there is none with that id
     */
    default Discrepancy transition(String id, int expectedVersion, DiscrepancyState to, String actor, String note) {
        return settle(id, expectedVersion, Settlement.to(to), actor, note);
    }

    /** As {@link #transition}, with what else is known of how it was settled. */
    Discrepancy settle(String id, int expectedVersion, Settlement settlement, String actor, String note);

    /**
     * Changes the states of many, in one transaction: hand over some hundreds at a time. Those that are unknown, or are not at the
     * version that the caller saw, are passed over and keep none of the others back.
     *
     * @param changes at most one of each discrepancy
     * @return those that were changed, as they are now, by id
     * @throws IllegalTransitionException as of {@link #transition}; then none is changed
     */
    Map<String, Discrepancy> settleAll(Collection<Change> changes);

    /**
     * A later verification found agreement. Skips those that are not open (any more), or were found at a later position than
     * the proof's. In one transaction: hand over some hundreds at a time.
     *
     * @return the ones that are HEALED now
     */
    List<Discrepancy> heal(Collection<String> ids, Proof proof);

    Optional<Discrepancy> find(String id);

    /** Those of the ids that there are, in no particular order. */
    List<Discrepancy> findAll(Collection<String> ids);

    /** Newest change of state first. */
    Page<Discrepancy> search(DiscrepancyQuery query);

    /** Numbers of open ones per table, type and severity; where there are none there is no entry. */
    List<OpenCount> openCounts(String pipeline);

    /** Numbers of those that are closed although both sides differ, per table; where there are none there is no entry. */
    List<KeptCount> keptCounts(String pipeline);

    /**
     * Open ones that are not about one row but follow from rows: counts and rules.
     *
     * @return at most {@code limit}
     */
    List<DependentFinding> openDependents(String pipeline, int limit);

    /** Tables of which a discrepancy of a row was corrected, resolved or healed at that time or later. */
    Set<String> tablesSettledSince(String pipeline, Instant since);

    /** Since when the one that is longest in that state is in it; empty if none is. */
    Optional<Instant> oldest(String pipeline, DiscrepancyState state);
}
