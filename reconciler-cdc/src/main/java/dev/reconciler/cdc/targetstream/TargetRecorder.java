package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
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
 * Records the target's stream: each key that a transaction changed with the image it left, in the form in which the ledger records the
 * source's changes, so that both can be compared. Changes and position are recorded in one transaction, and the stream is acknowledged
 * afterwards, so it may repeat a change but never omits one. A repeated change is recorded already, and stays.
 *
 * <p>A change without a key (TRUNCATE, or one that can't be read) may have changed any key: the record restarts after it, and
 * earlier writes are unknown.
 */
public final class TargetRecorder {
    private final TargetChanges changes;
    private final Map<String, MappedTable> tables;
    private final int pieceKeys;
    private final InstantSource clock;
    private final Consumer<Position> acknowledge;

    /**
     * @param tables the pipeline's mappings, as for the source's stream
     * @param pieceKeys maximum number of keys in memory; one more if the last event changes a row's key
     * @param acknowledge receives each recorded position
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

    /** Records the transactions and releases them. If it fails, nothing is released, and the caller repeats the batch. */
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
            if (namesNoKey(event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesNoKey(ChangeEvent event) {
        return switch (event.operation()) {
            case INSERT, UPDATE, DELETE, SCHEMA -> false;
            case TRUNCATE, UNREADABLE -> true;
        };
    }

    /** Splits the batch into pieces, in which each key of a transaction has one entry: the image after its last change. */
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
            KeyChanges changed = new KeyChanges();
            while (changed.size() < pieceKeys && hasNext()) {
                add(events.next(), changed);
            }
            return changed.changes();
        }

        private void add(ChangeEvent event, KeyChanges changed) {
            MappedTable table = tables.get(event.table());
            if (table != null) {
                event.accept(new EventRecorder(current, table, changed));
            }
        }
    }
}
