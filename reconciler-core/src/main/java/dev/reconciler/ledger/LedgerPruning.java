package dev.reconciler.ledger;

import dev.reconciler.position.SnapshotContent;
import java.util.OptionalLong;

/**
 * Pins and holds of the ledger, and its pruning; all serialised by one row in the target, so that no operation misses a
 * concurrent one.
 */
public interface LedgerPruning {
    /** Pins the ledger at its present floor. {@code owner} names the holder for people. */
    LedgerPin pin(String owner);

    /** Opens the named reader's hold at its stored sequence; a new hold begins at the present floor. */
    LedgerHold hold(String reader);

    /** Returns whether a reader holds the ledger, so that every entry after its floor reaches a reader. */
    boolean isFollowed();

    /** The sequence through which every reader has processed the ledger; empty if there is no reader. */
    OptionalLong readThrough();

    /**
     * Ends the named reader's hold, if there is one: a reader that is no longer used must not keep the ledger from being pruned.
     */
    void release(String reader);

    /**
     * Prunes the longest prefix of the ledger whose transactions the probe contains, that no pin holds and that every reader has
     * processed.
     *
     * @param probe content of a source snapshot just taken
     * @return the floor after it
     */
    long prune(SnapshotContent probe);
}
