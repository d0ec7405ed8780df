package dev.reconciler.ledger;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** The ledger as one transaction or snapshot of the target sees it. */
public interface LedgerReader {
    /** Sequence up to which entries may have been pruned; everything after it is here. */
    long floor();

    /**
     * Hands over, in sequence order, transactions (large ones in pieces) with a sequence greater than {@code after}, until there
     * is none left or one is answered with false.
     */
    void readWhile(long after, Predicate<LedgerTransaction> each);

    /** Hands over, in sequence order, every transaction (large ones in pieces) with a sequence greater than {@code after}. */
    default void read(long after, Consumer<LedgerTransaction> each) {
        readWhile(after, transaction -> {
            each.accept(transaction);
            return true;
        });
    }
}
