package dev.reconciler.ledger;

import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An interval of the ledger, indexed by key. The interval is read once, and the view is asked as often as needed. The image of
 * a change is completed by the key's earlier changes in the view: see {@link LedgerImage#after}.
 *
 * <p>A view is for one thread while it is read; after that, any number of threads may ask it.
 */
public final class LedgerView {
    /** The changes of a key that a view holds. */
    public enum Depth {
        /** The last one: memory is bounded by the number of keys. */
        LAST,
        /** All of them: memory is bounded by the number of entries. */
        ALL
    }

    private static final int CHANGE_BYTES = 128;
    private static final int WIDE_BYTES = 64;

    private final Depth depth;
    private final Map<String, Map<RowKey, Change>> last = new HashMap<>();
    private final long after;
    private long through;

    /** @param after the view is to hold what was recorded after this sequence */
    public LedgerView(Depth depth, long after) {
        this.depth = depth;
        this.after = after;
        this.through = after;
    }

    /** All that the ledger still holds of some keys, with every change; {@code keys} by mapping id. */
    public static LedgerView of(LedgerReader ledger, Map<String, Set<RowKey>> keys) {
        LedgerView view = new LedgerView(Depth.ALL, ledger.floor());
        view.readOn(ledger, among(keys));
        return view;
    }

    /** Entries of these keys; {@code keys} by mapping id. */
    public static Predicate<LedgerEntry> among(Map<String, Set<RowKey>> keys) {
        return entry -> keys.getOrDefault(entry.table(), Set.of()).contains(entry.key());
    }

    /** A change of a key. */
    public static final class Change {
        private final long sequence;
        private final TransactionId transaction;
        private final LedgerImage image;
        private final @Nullable Change before;

        private Change(long sequence, TransactionId transaction, LedgerImage image, @Nullable Change before) {
            this.sequence = sequence;
            this.transaction = transaction;
            this.image = image;
            this.before = before;
        }

        public long sequence() {
            return sequence;
        }

        /** The source's transaction. */
        public TransactionId transaction() {
            return transaction;
        }

        /** The row's state after the change, completed by the key's earlier changes in the view. */
        public LedgerImage image() {
            return image;
        }
    }

    /**
     * Reads on from where the view ends. A second reading of a transaction that does not keep a snapshot adds what was
     * committed since the first one.
     */
    public void readOn(LedgerReader ledger, Predicate<LedgerEntry> kept) {
        ledger.read(through, transaction -> add(transaction, kept));
    }

    /** Adds the kept entries of a transaction, or of the next piece of a large one. */
    public void add(LedgerTransaction transaction, Predicate<LedgerEntry> kept) {
        through = Math.max(through, transaction.sequence());
        for (LedgerEntry entry : transaction.entries()) {
            if (kept.test(entry)) {
                last.computeIfAbsent(entry.table(), table -> new HashMap<>())
                        .compute(entry.key(), (key, before) -> change(transaction, entry, before));
            }
        }
    }

    private Change change(LedgerTransaction transaction, LedgerEntry entry, @Nullable Change before) {
        LedgerImage image = entry.image().after(before == null ? null : before.image);
        return new Change(transaction.sequence(), transaction.id(), image, depth == Depth.ALL ? before : null);
    }

    /** The approximate size of a transaction's entries in a view that keeps them, in bytes. */
    static long bytes(LedgerTransaction transaction) {
        long bytes = 0;
        for (LedgerEntry entry : transaction.entries()) {
            bytes += CHANGE_BYTES + (long) WIDE_BYTES * entry.image().wide().size();
            for (Optional<String> value : entry.image().values().values()) {
                bytes += WIDE_BYTES + value.map(String::length).orElse(0);
            }
            for (String part : entry.key().parts()) {
                bytes += part.length();
            }
        }
        return bytes;
    }

    /** Returns whether everything that was recorded after the sequence is here. */
    public boolean reachesBackTo(long sequence) {
        return after <= sequence;
    }

    /** The last change of the key; empty if the view holds none. */
    public Optional<Change> last(String table, RowKey key) {
        return Optional.ofNullable(last.getOrDefault(table, Map.of()).get(key));
    }

    /** Changes of the key after the sequence, the latest one first; of a view of last changes, at most that one. */
    public List<Change> after(String table, RowKey key, long sequence) {
        List<Change> changes = new ArrayList<>();
        Change change = last(table, key).orElse(null);
        while (change != null && change.sequence > sequence) {
            changes.add(change);
            change = change.before;
        }
        return changes;
    }

    /** Returns whether the view holds a change of the key. */
    public boolean touched(String table, RowKey key) {
        return last(table, key).isPresent();
    }

    /** Returns whether the view holds a change of the key after the sequence. */
    public boolean touchedAfter(String table, RowKey key, long sequence) {
        return last(table, key).filter(change -> change.sequence > sequence).isPresent();
    }

    /** Mapping ids of the tables with changes. */
    public Set<String> tables() {
        return Set.copyOf(last.keySet());
    }

    /** The state after the last change of each of the table's keys; a live view without copies. */
    public Map<RowKey, LedgerImage> images(String table) {
        return new Images(last.getOrDefault(table, Map.of()));
    }

    /** The number of keys with changes. */
    public int size() {
        return last.values().stream().mapToInt(Map::size).sum();
    }

    private static final class Images extends AbstractMap<RowKey, LedgerImage> {
        private final Map<RowKey, Change> changes;

        private Images(Map<RowKey, Change> changes) {
            this.changes = changes;
        }

        @Override
        public Set<Entry<RowKey, LedgerImage>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<RowKey, LedgerImage>> iterator() {
                    return changes.entrySet().stream()
                            .map(entry -> Map.entry(entry.getKey(), entry.getValue().image))
                            .iterator();
                }

                @Override
                public int size() {
                    return changes.size();
                }
            };
        }

        @Override
        public @Nullable LedgerImage get(@Nullable Object key) {
            Change change = changes.get(key);
            return change == null ? null : change.image;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return changes.containsKey(key);
        }
    }
}
