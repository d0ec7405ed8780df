package dev.reconciler.ledger;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** The ledger as one transaction or snapshot of the target sees it. */
public interface LedgerReader {
    /** Sequence up to which entries may have been pruned; everything after it is here. */
    long floor();

    /**
     * Delivers, in sequence order, transactions (large ones in pieces) with a sequence greater than {@code after}, until the
     * ledger ends or {@code each} returns false.
     */
    void readWhile(long after, Predicate<LedgerTransaction> each);

    /** Delivers, in sequence order, every transaction (large ones in pieces) with a sequence greater than {@code after}. */
    default void read(long after, Consumer<LedgerTransaction> each) {
        readWhile(after, transaction -> {
            each.accept(transaction);
            return true;
        });
    }
}
