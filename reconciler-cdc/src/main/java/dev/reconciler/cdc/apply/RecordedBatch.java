package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The effect in mode observe: applications or another tool write the target, so a batch only records the keys that the source
 * changed, with their images. The target's rows are neither written nor read; no event can fail to apply, so none is parked. An
 * incompatible change of a table's definition pauses the table, as it can't be compared any more.
 */
final class RecordedBatch implements BatchEffect {
    private final ChangeWriter writer;
    private final TargetNotes notes;
    private final BatchCounts counts;
    private final List<SchemaChanged> schemaChanges = new ArrayList<>();

    RecordedBatch(ChangeWriter writer, TargetNotes notes, BatchCounts counts) {
        this.writer = writer;
        this.notes = notes;
        this.counts = counts;
    }

    @Override
    public List<LedgerTransaction> take(List<Slice> piece) {
        List<LedgerTransaction> ledger = new ArrayList<>(piece.size());
        for (Slice slice : piece) {
            Touched touched = new Touched(slice);
            slice.events().forEach(event -> note(event, touched));
            ledger.add(touched.ledger());
        }
        return ledger;
    }

    private void note(ChangeEvent event, Touched touched) {
        event.accept(new ChangeEvent.Visitor<RuntimeException>() {
            @Override
            public void insert(ChangeEvent.Insert insert) {
                change(insert, touched);
            }

            @Override
            public void update(ChangeEvent.Update update) {
                change(update, touched);
            }

            @Override
            public void delete(ChangeEvent.Delete delete) {
                change(delete, touched);
            }

            @Override
            public void truncate(ChangeEvent.Truncate truncate) {
                // A TRUNCATE changes every key: concurrent windows are void, later ones see its result.
            }

            @Override
            public void unreadable(ChangeEvent.Unreadable unreadable) {
                if (unreadable.key() != null) {
                    touched.addUnknown(writer.table(unreadable.table()), unreadable.key());
                }
            }

            @Override
            public void schemaChanged(SchemaChanged changed) {
                schemaChanges.add(changed);
                if (changed.incompatible()) {
                    notes.setTableState(changed.table(), new TableState.Paused(changed.what(), null));
                }
            }
        });
    }

    private void change(RowChange change, Touched touched) {
        counts.count(change);
        MappedTable table = writer.table(change.table());
        NormalForm.of(change, table, writer.scope(), writer.isReferenced(table))
                .forEach(each -> touched.add(table, each));
    }

    @Override
    public List<ParkedEvent> parked() {
        return List.of();
    }

    @Override
    public List<SchemaChanged> schemaChanges() {
        return schemaChanges;
    }
}
