package dev.reconciler.verify.stream;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;

/**
 * Receives the keys whose rows don't match the ledger, or whose ledger entries are incomplete. A suspect is not a finding: only a
 * proof shows that source and target differ.
 */
@FunctionalInterface
public interface SuspectSink {
    /** Must be durable on return: the ledger may be pruned of them afterwards. */
    void suspects(MappedTable table, Collection<RowKey> keys);
}
