package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import java.util.Collection;
import java.util.Map;

/** The target, for reading. */
public interface TargetDatabase extends TableShape, DigestProbe {
    TargetSnapshot openSnapshot();

    /**
     * Whether {@link ReadSnapshot#openReader} opens a further session on the same snapshot, so that all readers of a window can share
     * one. If not, each reader needs a snapshot of its own.
     */
    boolean exportsSnapshots();

    Checkpoint checkpoint();

    LedgerPruning pruning();

    /** Empty unless the engine has a native digest. */
    @Override
    default Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return Map.of();
    }
}
