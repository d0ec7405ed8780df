package dev.reconciler.ledger;

import dev.reconciler.position.SnapshotContent;

/** Pins of the ledger, and its pruning; both serialised by one row in the target, so that neither can miss the other. */
public interface LedgerPruning {
    /** Pins the ledger at its present floor. {@code owner} names the holder for people. */
    LedgerPin pin(String owner);

    /**
     * Prunes the longest prefix of the ledger whose transactions the probe contains and that no pin holds.
     *
     * @param probe content of a source snapshot just taken
     * @return the floor after it
     */
    long prune(SnapshotContent probe);
}
