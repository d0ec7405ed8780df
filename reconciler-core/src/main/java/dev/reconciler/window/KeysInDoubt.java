package dev.reconciler.window;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.ledger.LedgerView;
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
import java.util.function.Consumer;

/**
 * K: the keys that the target's ledger says were touched by transactions that are not in C, the lower bound of the source
 * snapshot's content, each with the image that the target must therefore hold.
 *
 * <ol>
 *   <li>Membership is decided per transaction against C, never by log position: the log runs ahead of visibility and in another
 *       order. Every transaction that S lacks is not in C, so every key that such a transaction touched is in K.
 *   <li>The image to expect is that of the key's last ledger entry, whether its transaction is in C or not. A key's transactions
 *       are in the ledger in commit order, and T holds all of them, so the last one left what T must hold. Where C is exact,
 *       the last entry is also the last one not contained: a snapshot contains a prefix of a key's transactions, as each
 *       held the row's lock until it was visible. A lower bound need not be such a prefix.
 *   <li>A value that an event lacked is taken from the key's entries before, from the first one that is not in C on, and from S
 *       if no such entry has it. S then has it: S contains every transaction of the key before that entry, and none from there to
 *       the last one changed the value.
 * </ol>
 */
public final class KeysInDoubt {
    private final Map<String, Map<RowKey, LedgerImage>> byTable;

    private KeysInDoubt(LedgerView doubtful) {
        this.byTable = new HashMap<>();
        doubtful.tables().forEach(table -> byTable.put(table, doubtful.images(table)));
    }

    /** Decides which keys are in doubt while it receives the whole ledger of a target snapshot. */
    static final class Scan implements Consumer<LedgerTransaction> {
        private final SnapshotContent content;
        private final LedgerView doubtful = new LedgerView(LedgerView.Depth.LAST, 0);

        /** @param content C */
        Scan(SnapshotContent content) {
            this.content = content;
        }

        @Override
        public void accept(LedgerTransaction transaction) {
            boolean contained = content.contains(transaction.id());
            doubtful.add(transaction, entry -> !contained || doubtful.touched(entry.table(), entry.key()));
        }

        KeysInDoubt keys() {
            return new KeysInDoubt(doubtful);
        }
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
