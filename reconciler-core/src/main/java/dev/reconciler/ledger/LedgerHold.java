package dev.reconciler.ledger;

/**
 * A named reader's durable place in the ledger: no entry after {@link #sequence} is pruned, whether the reader's process lives or
 * not. What the reader does with an entry must have taken effect before it moves on; so a crash makes it do some of it again,
 * and skip nothing.
 */
public interface LedgerHold {
    /** The last sequence that the reader has worked off, as of the last call of {@link #advance}. */
    long sequence();

    /**
     * Moves on; durable when it returns. Never moves back: an earlier sequence changes nothing.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the hold was released meanwhile, so that entries may be gone
     */
    void advance(long sequence);
}
