package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import java.util.Collection;
import java.util.Map;

/** The target, for reading. */
public interface TargetDatabase extends TableShape, DigestProbe, BlockingSnapshots {
    TargetSnapshot openSnapshot();

    /**
     * Returns whether {@link ReadSnapshot#openReader} opens a further session on the same snapshot, so that all readers of a
     * window can share one. If not, each reader needs its own snapshot.
     */
    boolean exportsSnapshots();

    Checkpoint checkpoint();

    LedgerPruning pruning();

    /** Known answers of the native digest; empty if the engine has none. */
    @Override
    default Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return Map.of();
    }
}
