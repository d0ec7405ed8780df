package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.ledger.LedgerTransaction;
import java.util.List;

/** What one target transaction does with the changes of its batch, beside ledger and checkpoint. */
interface BatchEffect {
    /** Deals with one piece and says what the ledger is to hold of it; in source order. */
    List<LedgerTransaction> take(List<Slice> piece);

    /** What was parked since the beginning. */
    List<ParkedEvent> parked();

    List<SchemaChanged> schemaChanges();
}
