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
 * The recorded discrepancies: one per (pipeline, table, tenant, subject, type), whose id follows from these five. Every
 * change of state and its audit entry commit in one transaction.
 */
public interface Discrepancies {
    /**
     * Records findings; a known discrepancy is counted again. A closed discrepancy is reopened, unless a standing decision covers
     * exactly these images, or the finding was proven before the discrepancy's last change.
     *
     * <p>While it is open and its images are unchanged, its cause may become known but is not replaced: the first cause with
     * evidence is kept.
     *
     * <p>All findings commit in one transaction: pass some hundreds at a time. Only if the list holds a discrepancy several
     * times, it takes as many transactions.
     *
     * @return the outcome of each finding, in the same order
     */
    List<Recorded> record(String pipeline, Proof proof, List<Found> findings);

    /** As {@link #record(String, Proof, List)}, for one finding. */
    default Recorded record(
            String pipeline, Finding finding, Proof proof, Cause cause, String causeEvidence, Severity severity) {
        return record(pipeline, proof, List.of(new Found(finding, new Attribution(cause, causeEvidence), severity)))
                .get(0);
    }

    /**
     * The unsettled discrepancies of a table (OPEN and IN_REVIEW), in pages: a table may have a million of them.
     *
     * @param after the last id of the page before; empty for the first page
     * @return in the order of their ids, at most {@code limit}
     */
    List<Discrepancy> open(String pipeline, String table, String after, int limit);

    /**
     * Changes the state, if the discrepancy is still at the version that the caller saw.
     *
     * @param note the reason, for the audit log
     * @throws StaleVersionException if it changed meanwhile
     * @throws IllegalTransitionException if {@link DiscrepancyState#next} does not hold the new state
     * @throws UnknownIdException if no discrepancy has that id
     */
    default Discrepancy transition(String id, int expectedVersion, DiscrepancyState to, String actor, String note) {
        return settle(id, expectedVersion, Settlement.to(to), actor, note);
    }

    /** As {@link #transition}, with the correction and the decision that settled it. */
    Discrepancy settle(String id, int expectedVersion, Settlement settlement, String actor, String note);

    /**
     * Changes the states of many discrepancies in one transaction: pass some hundreds at a time. Changes of an unknown id or of
     * another version than the caller saw are skipped; the other changes are made.
     *
     * @param changes at most one for each discrepancy
     * @return the changed discrepancies in their present state, by id
     * @throws IllegalTransitionException as {@link #transition}; then no discrepancy is changed
     */
    Map<String, Discrepancy> settleAll(Collection<Change> changes);

    /**
     * Heals discrepancies: a later verification found agreement. Skips those that are no longer open, or were found at a later
     * position than the proof's. In one transaction: pass some hundreds at a time.
     *
     * @return the discrepancies that are now HEALED
     */
    List<Discrepancy> heal(Collection<String> ids, Proof proof);

    Optional<Discrepancy> find(String id);

    /** The existing discrepancies among the ids, in no particular order. */
    List<Discrepancy> findAll(Collection<String> ids);

    /** The discrepancies of a query, newest change of state first. */
    Page<Discrepancy> search(DiscrepancyQuery query);

    /** Numbers of open discrepancies per table, type and severity; zero has no entry. */
    List<OpenCount> openCounts(String pipeline);

    /** Numbers of discrepancies that are closed although both sides differ, per table; zero has no entry. */
    List<KeptCount> keptCounts(String pipeline);

    /**
     * Open discrepancies of counts and rules, which follow from rows.
     *
     * @return at most {@code limit}
     */
    List<DependentFinding> openDependents(String pipeline, int limit);

    /** Tables with a row discrepancy that was corrected, resolved or healed at that time or later. */
    Set<String> tablesSettledSince(String pipeline, Instant since);

    /** The time at which the longest-standing discrepancy entered that state; empty if there is none. */
    Optional<Instant> oldest(String pipeline, DiscrepancyState state);
}
