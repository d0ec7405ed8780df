package dev.reconciler.ledger;

import dev.reconciler.position.TransactionId;
import java.util.List;

/**
 * One applied source transaction, or a piece of a large one; its entries are the last state per key.
 *
 * @param sequence see {@link dev.reconciler.position.Checkpoint#sequence}
 */
public record LedgerTransaction(long sequence, TransactionId id, List<LedgerEntry> entries) {
    public LedgerTransaction {
        entries = List.copyOf(entries);
    }
}
