package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.position.Checkpoint;

/** The target, for reading. */
public interface TargetDatabase extends TableShape {
    TargetSnapshot openSnapshot();

    Checkpoint checkpoint();

    LedgerPruning pruning();
}
