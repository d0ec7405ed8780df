package dev.reconciler.verify.stream;

import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Processes the ledger. No changed key is missed, after any failure at any step, because:
 *
 * <ol>
 *   <li>The applier commits a key's ledger entry with its row, so the queue holds exactly the applied changes.
 *   <li>The hold keeps every entry after it from being pruned, for as long as it takes.
 *   <li>A slice's keys are delivered to the listeners, compared, and the suspects passed to the sink, all of it durable,
 *       <em>before</em> the hold advances. A crash between any two of these leaves the hold where it was: the slice is read
 *       again.
 *   <li>A key that changes again while it waits has another entry later in the ledger, after the hold. It is read again for that
 *       entry.
 * </ol>
 *
 * So each change is compared at least once. The target is only read here.
 */
public final class StreamTail {
    private final TargetDatabase target;
    private final LedgerTail tail;
    private final StreamCheck check;
    private final ChangeListener listener;
    private final SuspectSink sink;
    private final Map<String, MappedTable> tables;

    public StreamTail(
            TargetDatabase target,
            LedgerTail tail,
            Collection<MappedTable> tables,
            StreamCheck check,
            ChangeListener listener,
            SuspectSink sink) {
        this.target = target;
        this.tail = tail;
        this.check = check;
        this.listener = listener;
        this.sink = sink;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
    }

    /**
     * The result of one round.
     *
     * @param keys processed entries; a key counts once for each transaction that changed it
     * @param suspects keys passed to the sink
     * @param through the last sequence that is completely processed
     * @param applied the target's last sequence, when it was read
     * @param more true if more entries can be processed now
     */
    public record Round(int keys, int suspects, long through, long applied, boolean more) {}

    /** The last sequence that is completely processed. */
    public long through() {
        return tail.through();
    }

    /**
     * Processes the next slice, if there is any.
     *
     * @param keys the approximate number of keys of the slice: pieces of transactions are not cut. At least 1
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the target could not be read; then the hold is unchanged
     */
    public Round advance(int keys) {
        long applied = target.checkpoint().sequence();
        if (!tail.isBehind(applied)) {
            return new Round(0, 0, tail.through(), applied, false);
        }
        LedgerSlice slice;
        Map<MappedTable, List<RowKey>> suspects;
        try (TargetSnapshot snapshot = target.openSnapshot()) {
            applied = snapshot.checkpoint().sequence();
            slice = tail.next(snapshot, keys);
            suspects = check.suspects(snapshot, slice, tail.limit());
        }
        tell(slice);
        suspects.forEach(sink::suspects);
        tail.done(slice);
        int suspected = suspects.values().stream().mapToInt(List::size).sum();
        return new Round(slice.keys(), suspected, tail.through(), applied, slice.more());
    }

    /** Delivers a table's keys together, with the slice's last sequence, so that a listener needs one statement per slice. */
    private void tell(LedgerSlice slice) {
        Map<String, Set<RowKey>> keys = new LinkedHashMap<>();
        long last = 0;
        for (LedgerTransaction transaction : slice.transactions()) {
            last = transaction.sequence();
            for (LedgerEntry entry : transaction.entries()) {
                keys.computeIfAbsent(entry.table(), t -> new LinkedHashSet<>()).add(entry.key());
            }
        }
        for (Map.Entry<String, Set<RowKey>> touched : keys.entrySet()) {
            MappedTable table = tables.get(touched.getKey());
            if (table != null) {
                listener.changed(table, touched.getValue(), last);
            }
        }
        if (!keys.isEmpty()) {
            listener.delivered(slice.transactions().get(0).sequence(), last);
        }
    }
}
