package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Records the target's stream: each key that a transaction changed with the image it left, in the form in which the ledger records the
 * source's changes, so that both can be compared. Changes and position are recorded in one transaction, and the stream is acknowledged
 * afterwards, so it may repeat a change but never omits one. A repeated change is recorded already, and stays.
 *
 * <p>A change without a key (TRUNCATE, one that can't be read, or one that the log lacks) may have changed any key: the record
 * restarts after it, and earlier writes are unknown.
 *
 * <p>Where the stream delivers every transaction of the server, those that neither change a mapped row nor are emitted are not
 * recorded, in particular the recorder's own: each record would make the next one.
 */
public final class TargetRecorder {
    private final TargetChanges changes;
    private final Map<String, MappedTable> tables;
    private final MarkReader marks;
    private final int pieceKeys;
    private final InstantSource clock;
    private final Consumer<Position> acknowledge;

    /**
     * @param tables the pipeline's mappings, as for the source's stream
     * @param marks of the target's stream
     * @param pieceKeys maximum number of keys in memory; one more if the last event changes a row's key
     * @param acknowledge receives each recorded position
     */
    public TargetRecorder(
            TargetChanges changes,
            Collection<MappedTable> tables,
            MarkReader marks,
            int pieceKeys,
            InstantSource clock,
            Consumer<Position> acknowledge) {
        this.changes = changes;
        this.marks = marks;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.pieceKeys = pieceKeys;
        this.clock = clock;
        this.acknowledge = acknowledge;
    }

    /** Records the transactions and releases them. If it fails, nothing is released, and the caller repeats the batch. */
    public void record(List<SourceTransaction> batch) {
        if (batch.stream().anyMatch(this::isRecorded)) {
            recordAll(batch);
        }
        batch.forEach(transaction -> transaction.release().run());
    }

    private boolean isRecorded(SourceTransaction transaction) {
        return marks.areMessages()
                || hasEvent(transaction, event -> tables.containsKey(event.table()) || marks.isEmitted(event));
    }

    private void recordAll(List<SourceTransaction> batch) {
        Position through = batch.get(batch.size() - 1).end();
        batch.stream()
                .filter(transaction -> hasEvent(transaction, TargetRecorder::namesNoKey))
                .forEach(transaction -> changes.forgetUpTo(transaction.end()));
        Set<TransactionId> own = batch.stream()
                .filter(transaction -> hasEvent(transaction, marks::isOwn))
                .map(SourceTransaction::id)
                .collect(Collectors.toSet());
        changes.record(() -> new Pieces(batch), own, through, clock.instant());
        acknowledge.accept(through);
    }

    private static boolean hasEvent(SourceTransaction transaction, Predicate<ChangeEvent> wanted) {
        if (transaction.size() > 0) {
            for (ChangeEvent event : transaction.changes()) {
                if (wanted.test(event)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A change of a definition that its mapping can't follow leaves rows unread, and is how a log's gap is reported. */
    private static boolean namesNoKey(ChangeEvent event) {
        return switch (event.operation()) {
            case INSERT, UPDATE, DELETE -> false;
            case SCHEMA -> ((ChangeEvent.SchemaChanged) event).incompatible();
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
