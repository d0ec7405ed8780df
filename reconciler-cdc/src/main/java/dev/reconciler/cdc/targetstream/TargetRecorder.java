package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records what the target's own stream delivers: each key that a transaction touched with what it left there, in the terms in which the
 * ledger records the source's changes, so that both can be compared. Changes and position are recorded together, and the stream is told only
 * afterwards: it may repeat, never omit. What is repeated is on record already, and stays.
 *
 * <p>A change that names no key (TRUNCATE, or one that can't be read) may have changed any: the record begins anew after it, and nothing is
 * said of what was before.
 */
public final class TargetRecorder {
    private final TargetChanges changes;
    private final Map<String, MappedTable> tables;
    private final int pieceKeys;
    private final InstantSource clock;
    private final Consumer<Position> acknowledge;

    /**
     * @param tables the pipeline's mappings, as the source's stream has them
     * @param pieceKeys held in memory at once, at most
     * @param acknowledge told each position that is recorded
     */
    public TargetRecorder(
            TargetChanges changes,
            Collection<MappedTable> tables,
            int pieceKeys,
            InstantSource clock,
            Consumer<Position> acknowledge) {
        this.changes = changes;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.pieceKeys = pieceKeys;
        this.clock = clock;
        this.acknowledge = acknowledge;
    }

    /** Records the transactions and releases them. If it fails, nothing is released and the same batch is to be given again. */
    public void record(List<SourceTransaction> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Position through = batch.get(batch.size() - 1).end();
        batch.stream()
                .filter(transaction -> transaction.size() > 0 && namesNoKey(transaction))
                .forEach(transaction -> changes.forgetUpTo(transaction.end()));
        changes.record(() -> new Pieces(batch), through, clock.instant());
        acknowledge.accept(through);
        batch.forEach(transaction -> transaction.release().run());
    }

    private static boolean namesNoKey(SourceTransaction transaction) {
        for (ChangeEvent event : transaction.changes()) {
            if (!(event instanceof ChangeEvent.RowChange) && !(event instanceof SchemaChanged)) {
                return true;
            }
        }
        return false;
    }

    /** Each piece holds a key of a transaction once, as the last change left it. */
    private final class Pieces implements Iterator<List<TargetChange>> {
        private final Iterator<SourceTransaction> transactions;
        private Iterator<ChangeEvent> events = Set.<ChangeEvent>of().iterator();
        private SourceTransaction current;

        /** @param batch not empty */
        private Pieces(List<SourceTransaction> batch) {
            this.transactions = batch.iterator();
            this.current = batch.get(0);
        }

        @Override
        public boolean hasNext() {
            while (!events.hasNext() && transactions.hasNext()) {
                current = transactions.next();
                events = current.changes().iterator();
            }
            return events.hasNext();
        }

        @Override
        public List<TargetChange> next() {
            Touched touched = new Touched();
            while (touched.size() < pieceKeys && hasNext()) {
                add(touched, events.next());
            }
            return touched.changes();
        }

        private void add(Touched touched, ChangeEvent event) {
            MappedTable table = tables.get(event.table());
            if (table == null) {
                return;
            }
            if (event instanceof Insert insert) {
                touched.left(current, table, insert.key(), LedgerImage.of(table, insert.after(), column -> false));
            } else if (event instanceof Update update) {
                RowKey previous = update.previousKey();
                if (previous != null) {
                    touched.left(current, table, previous, LedgerImage.ABSENT);
                }
                touched.left(
                        current,
                        table,
                        update.key(),
                        LedgerImage.of(table, update.after(), update.unavailable()::contains));
            } else if (event instanceof Delete delete) {
                touched.left(current, table, delete.key(), LedgerImage.ABSENT);
            }
        }
    }
}
