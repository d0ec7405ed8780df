package dev.reconciler.verify.stream;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;

/**
 * Takes the keys whose rows are not what the ledger says, or of which it doesn't say enough. A suspect is no finding: whether source
 * and target differ is for a proof to say.
 */
@FunctionalInterface
public interface SuspectSink {
    /** Must be durable on return: the ledger may be pruned of them afterwards. */
    void suspects(MappedTable table, Collection<RowKey> keys);
}
