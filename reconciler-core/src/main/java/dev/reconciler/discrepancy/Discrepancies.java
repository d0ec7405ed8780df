package dev.reconciler.discrepancy;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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
     * @param causeEvidence what the cause rests on; of {@link Cause#UNKNOWN}, what was looked at
     */
    Recorded record(
            String pipeline, Finding finding, Proof proof, Cause cause, String causeEvidence, Severity severity);

    /** Those of a table that nobody has dealt with (OPEN and IN_REVIEW), oldest first. */
    List<Discrepancy> open(String pipeline, String table);

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
     * A later verification found agreement. Skips those that are not open (any more), or were found at a later position than
     * the proof's.
     *
     * @return the ones that are HEALED now
     */
    List<Discrepancy> heal(Collection<String> ids, Proof proof);

    Optional<Discrepancy> find(String id);

    /** Newest change of state first. */
    Page<Discrepancy> search(DiscrepancyQuery query);

    /** Numbers of open ones per table, type and severity; where there are none there is no entry. */
    List<OpenCount> openCounts(String pipeline);

    /** Since when the one that is longest in that state is in it; empty if none is. */
    Optional<Instant> oldest(String pipeline, DiscrepancyState state);
}
