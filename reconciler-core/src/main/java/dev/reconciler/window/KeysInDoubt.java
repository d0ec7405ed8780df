package dev.reconciler.window;

import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * K: the keys that the target's ledger says were touched by transactions that the source snapshot does not contain, each with
 * the image that the target must therefore hold.
 *
 * <p>Membership is decided per transaction against the snapshot's content, never by log position: the log runs ahead of
 * visibility and in another order. A key's transactions are in the ledger in commit order, and a snapshot contains a prefix
 * of them (each held the row's lock until it was visible), so the last entry not contained is the image to expect.
 */
public final class KeysInDoubt {
    private final Map<String, Map<RowKey, LedgerImage>> byTable;

    private KeysInDoubt(Map<String, Map<RowKey, LedgerImage>> byTable) {
        this.byTable = byTable;
    }

    /** Reads the whole ledger that a target snapshot carries. */
    public static KeysInDoubt of(LedgerReader ledger, SnapshotContent source) {
        Map<String, Map<RowKey, LedgerImage>> byTable = new HashMap<>();
        ledger.read(ledger.floor(), transaction -> {
            if (!source.contains(transaction.id())) {
                for (LedgerEntry entry : transaction.entries()) {
                    byTable.computeIfAbsent(entry.table(), t -> new HashMap<>())
                            .merge(entry.key(), entry.image(), (before, now) -> now.after(before));
                }
            }
        });
        return new KeysInDoubt(byTable);
    }

    /** The table's keys in doubt with the images that the target must hold. */
    public synchronized Map<RowKey, LedgerImage> of(String table) {
        return byTable.getOrDefault(table, Map.of());
    }

    /** Those of the range, in key order. */
    public synchronized SortedMap<RowKey, LedgerImage> within(MappedTable table, KeyRange range) {
        if (!(byTable.getOrDefault(table.id(), Map.of()) instanceof TreeMap)) {
            TreeMap<RowKey, LedgerImage> sorted = new TreeMap<>(new KeyOrder(table.keyTypes()));
            sorted.putAll(of(table.id()));
            byTable.put(table.id(), sorted);
        }
        SortedMap<RowKey, LedgerImage> keys = (TreeMap<RowKey, LedgerImage>) of(table.id());
        if (range.from() != null) {
            keys = keys.tailMap(range.from());
        }
        return range.to() == null ? keys : keys.headMap(range.to());
    }

    public synchronized Set<String> tables() {
        return Set.copyOf(byTable.keySet());
    }

    public synchronized int size() {
        return byTable.values().stream().mapToInt(Map::size).sum();
    }
}
