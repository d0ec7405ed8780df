package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.position.Checkpoint;

/** T: a snapshot of the target, with the checkpoint and the ledger that it carries. */
public interface TargetSnapshot extends ReadSnapshot {
    Checkpoint checkpoint();

    LedgerReader ledger();
}
