package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.ChangeEvent.Truncate;
import dev.reconciler.cdc.change.ChangeEvent.Unreadable;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;

/** Adds each key that an event changed, with the image that the event left there. */
record EventRecorder(SourceTransaction transaction, MappedTable table, KeyChanges changed)
        implements ChangeEvent.Visitor<RuntimeException> {
    @Override
    public void insert(Insert insert) {
        changed.add(transaction, table, insert.key(), LedgerImage.of(table, insert.after(), column -> false));
    }

    @Override
    public void update(Update update) {
        if (update.previousKey() != null) {
            changed.add(transaction, table, update.previousKey(), LedgerImage.ABSENT);
        }
        LedgerImage image = LedgerImage.of(table, update.after(), update.unavailable()::contains);
        changed.add(transaction, table, update.key(), image);
    }

    @Override
    public void delete(Delete delete) {
        changed.add(transaction, table, delete.key(), LedgerImage.ABSENT);
    }

    @Override
    public void truncate(Truncate truncate) {
        // It names no key: the record restarts after it (TargetRecorder).
    }

    @Override
    public void unreadable(Unreadable unreadable) {
        // Its image is unknown: the record restarts after it (TargetRecorder).
    }

    @Override
    public void schemaChanged(SchemaChanged changed) {
        // It changes no row.
    }
}
