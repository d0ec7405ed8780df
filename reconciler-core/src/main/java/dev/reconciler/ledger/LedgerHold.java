package dev.reconciler.ledger;

/**
 * A named reader's durable place in the ledger: no entry after {@link #sequence} is pruned, even while the reader's process is
 * not running. The effect of an entry must be durable before the reader advances past it; so after a crash it repeats some
 * entries and skips no entry.
 */
public interface LedgerHold {
    /** The last sequence that the reader has processed, as of the last call of {@link #advance}. */
    long sequence();

    /**
     * Advances the hold; durable when the method returns. An earlier sequence changes nothing.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the hold was released meanwhile, so that entries may be gone
     */
    void advance(long sequence);
}
