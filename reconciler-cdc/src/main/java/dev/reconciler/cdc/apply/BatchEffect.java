package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.ledger.LedgerTransaction;
import java.util.List;

/** The effect of a batch's changes in its target transaction, in addition to ledger and checkpoint. */
interface BatchEffect {
    /** Processes one piece, and returns its entries for the ledger; called in source order. */
    List<LedgerTransaction> take(List<Slice> piece);

    /** All events parked so far. */
    List<ParkedEvent> parked();

    List<SchemaChanged> schemaChanges();
}
