package dev.reconciler.ledger;

import java.util.function.Consumer;

/** The ledger as one transaction or snapshot of the target sees it. */
public interface LedgerReader {
    /** Sequence up to which entries may have been pruned; everything after it is here. */
    long floor();

    /** Hands over, in sequence order, every transaction (large ones in pieces) with a sequence greater than {@code after}. */
    void read(long after, Consumer<LedgerTransaction> each);
}
