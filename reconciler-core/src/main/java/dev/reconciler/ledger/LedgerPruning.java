package dev.reconciler.ledger;

import dev.reconciler.position.SnapshotContent;
import java.util.OptionalLong;

/**
 * Pins and holds of the ledger, and its pruning; all serialised by one row in the target, so that none can miss the other.
 */
public interface LedgerPruning {
    /** Pins the ledger at its present floor. {@code owner} names the holder for people. */
    LedgerPin pin(String owner);

    /** Takes up the named reader's hold where it left it; one that is new begins at the present floor. */
    LedgerHold hold(String reader);

    /** Whether a reader holds the ledger, so that every entry after its floor comes to somebody. */
    boolean isFollowed();

    /** The sequence through which every reader has worked the ledger off; empty if there is no reader. */
    OptionalLong readThrough();

    /** Ends the named reader's hold, if there is one: a reader that is no longer in use must not keep the ledger for ever. */
    void release(String reader);

    /**
     * Prunes the longest prefix of the ledger whose transactions the probe contains, that no pin holds and that every reader has
     * worked off.
     *
     * @param probe content of a source snapshot just taken
     * @return the floor after it
     */
    long prune(SnapshotContent probe);
}
