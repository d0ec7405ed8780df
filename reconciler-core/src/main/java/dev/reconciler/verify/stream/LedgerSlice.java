package dev.reconciler.verify.stream;

import dev.reconciler.ledger.LedgerTransaction;
import java.util.List;

/**
 * The next part of the ledger, as one target snapshot carries it.
 *
 * @param transactions in the ledger's order; the last one may be the piece of a large transaction whose other pieces follow
 * @param end the place after the slice
 * @param more true if the snapshot's ledger continues
 */
record LedgerSlice(List<LedgerTransaction> transactions, LedgerPlace end, boolean more) {
    LedgerSlice {
        transactions = List.copyOf(transactions);
    }

    int keys() {
        return transactions.stream().mapToInt(t -> t.entries().size()).sum();
    }
}
