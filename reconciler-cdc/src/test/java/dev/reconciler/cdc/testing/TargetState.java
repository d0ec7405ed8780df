package dev.reconciler.cdc.testing;

import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that one commit left behind. Immutable: a snapshot is a reference to it. */
record TargetState(
        Map<String, NavigableMap<RowKey, Row>> rows,
        Checkpoint checkpoint,
        List<LedgerTransaction> ledger,
        long floor,
        Map<String, TableState> states,
        List<Dirty> dirty,
        List<ParkedEvent> parked,
        long lastParked,
        List<JournalEntry> journal) {

    /** @param version counts the notes of the key */
    record Dirty(String table, RowKey key, String reason, long sequence, long version) {}

    static TargetState empty(Checkpoint checkpoint) {
        return new TargetState(
                Map.of(), checkpoint, List.of(), checkpoint.sequence(), Map.of(), List.of(), List.of(), 0, List.of());
    }

    NavigableMap<RowKey, Row> table(MappedTable table) {
        NavigableMap<RowKey, Row> found = rows.get(table.id());
        return found == null ? new TreeMap<>(new KeyOrder(table.keyTypes())) : found;
    }

    /** @param written a null row is a deletion */
    TargetState withRows(MappedTable table, Map<RowKey, @Nullable Row> written) {
        NavigableMap<RowKey, Row> changed = new TreeMap<>(new KeyOrder(table.keyTypes()));
        changed.putAll(table(table));
        written.forEach((key, row) -> {
            if (row == null) {
                changed.remove(key);
            } else {
                changed.put(key, row);
            }
        });
        Map<String, NavigableMap<RowKey, Row>> all = new HashMap<>(rows);
        all.put(table.id(), Collections.unmodifiableNavigableMap(changed));
        return new TargetState(all, checkpoint, ledger, floor, states, dirty, parked, lastParked, journal);
    }

    TargetState withCheckpoint(Checkpoint next) {
        return new TargetState(rows, next, ledger, floor, states, dirty, parked, lastParked, journal);
    }

    TargetState withLedger(List<LedgerTransaction> next, long nextFloor) {
        return new TargetState(rows, checkpoint, next, nextFloor, states, dirty, parked, lastParked, journal);
    }

    TargetState withState(String table, TableState state) {
        Map<String, TableState> next = new HashMap<>(states);
        next.put(table, state);
        return new TargetState(rows, checkpoint, ledger, floor, next, dirty, parked, lastParked, journal);
    }

    TargetState withDirty(List<Dirty> next) {
        return new TargetState(rows, checkpoint, ledger, floor, states, next, parked, lastParked, journal);
    }

    TargetState withParked(List<ParkedEvent> next, long last) {
        return new TargetState(rows, checkpoint, ledger, floor, states, dirty, next, last, journal);
    }

    TargetState withJournal(JournalEntry entry) {
        return new TargetState(
                rows, checkpoint, ledger, floor, states, dirty, parked, lastParked, appended(journal, entry));
    }

    static <T> List<T> appended(List<T> list, T last) {
        List<T> all = new ArrayList<>(list);
        all.add(last);
        return List.copyOf(all);
    }
}
