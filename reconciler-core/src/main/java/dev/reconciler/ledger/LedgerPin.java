package dev.reconciler.ledger;

/** Holds the ledger: while it lives, no entry with a sequence greater than {@link #floor} is pruned. */
public interface LedgerPin extends AutoCloseable {
    long floor();

    /**
     * Says that the holder is alive. A pin that is not renewed for its time to live is dropped by the pruner; renewing it then
     * fails, and what was read since must be discarded.
     */
    void renew();

    @Override
    void close();
}
