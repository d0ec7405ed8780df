package dev.reconciler.cdc.testing;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A source of one table whose transactions are appended to the log first and become visible later, in another order, as
 * under synchronous replication; until it is visible, a transaction holds the locks of its rows. Single-threaded.
 */
public class InMemorySource implements SourceDatabase {
    private final MappedTable table;
    private final List<Committed> log = new ArrayList<>();
    private final Set<TransactionId> visible = new HashSet<>();
    private final Map<TransactionId, Committed> pending = new LinkedHashMap<>();

    /** A committed transaction: what it wrote, a null row being a deletion; its position is its index in the log plus 1. */
    public record Committed(TransactionId id, Map<RowKey, @Nullable Row> writes) {}

    public InMemorySource(MappedTable table) {
        this.table = table;
    }

    /** Keys whose rows a transaction not yet visible still holds. */
    public Set<RowKey> locked() {
        Set<RowKey> keys = new HashSet<>();
        pending.values().forEach(t -> keys.addAll(t.writes().keySet()));
        return keys;
    }

    /** Appends a transaction to the log; it is not visible yet. */
    public void commit(Map<RowKey, @Nullable Row> writes) {
        Committed transaction =
                new Committed(new TransactionId(Integer.toString(log.size() + 1)), new HashMap<>(writes));
        log.add(transaction);
        pending.put(transaction.id(), transaction);
    }

    /** Makes one pending transaction visible, any of them. */
    public void makeVisible(Random random) {
        if (!pending.isEmpty()) {
            TransactionId id = List.copyOf(pending.keySet()).get(random.nextInt(pending.size()));
            pending.remove(id);
            visible.add(id);
        }
    }

    /** Transactions that a snapshot taken now contains. */
    protected Set<TransactionId> visible() {
        return Set.copyOf(visible);
    }

    public List<Committed> log() {
        return log;
    }

    /** The rows after the first {@code position} transactions of the log. */
    public NavigableMap<RowKey, Row> stateAt(long position) {
        return stateOf(log.subList(0, (int) position));
    }

    /** The transaction of the log at this index as the stream delivers it. */
    public SourceTransaction streamed(int index) {
        Committed transaction = log.get(index);
        NavigableMap<RowKey, Row> before = stateAt(index);
        List<ChangeEvent> events = new ArrayList<>();
        transaction.writes().forEach((key, row) -> {
            if (row != null) {
                events.add(
                        before.containsKey(key)
                                ? new ChangeEvent.Update(table.id(), key, null, row, Set.of())
                                : new ChangeEvent.Insert(table.id(), key, row));
            } else if (before.containsKey(key)) {
                events.add(new ChangeEvent.Delete(table.id(), key, null));
            }
        });
        return new SourceTransaction(
                transaction.id(), new Lsn(index + 1), Instant.EPOCH, events.size(), events, () -> {});
    }

    @Override
    public boolean exportsSnapshots() {
        return true;
    }

    @Override
    public SourceSnapshot openSnapshot() {
        Set<TransactionId> seen = visible();
        return snapshot(seen, contentOf(seen));
    }

    @Override
    public Position writePosition() {
        return new Lsn(log.size());
    }

    @Override
    public void mark(String label) {}

    @Override
    public SnapshotContent probe() {
        return contentOf(visible());
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return "";
    }

    /** @param content the content that the snapshot reports */
    protected SourceSnapshot snapshot(Set<TransactionId> seen, SnapshotContent content) {
        return new Snapshot(
                content, stateOf(log.stream().filter(t -> seen.contains(t.id())).toList()));
    }

    protected SnapshotContent contentOf(Set<TransactionId> seen) {
        return seen::contains;
    }

    private NavigableMap<RowKey, Row> stateOf(List<Committed> transactions) {
        NavigableMap<RowKey, Row> rows = new TreeMap<>(new KeyOrder(table.keyTypes()));
        for (Committed transaction : transactions) {
            transaction.writes().forEach((key, row) -> {
                if (row == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, row);
                }
            });
        }
        return rows;
    }

    private final class Snapshot implements SourceSnapshot {
        private final SnapshotContent content;
        private final Map<String, NavigableMap<RowKey, Row>> rows;

        private Snapshot(SnapshotContent content, NavigableMap<RowKey, Row> rows) {
            this.content = content;
            this.rows = Map.of(table.id(), rows);
        }

        @Override
        public SnapshotContent content() {
            return content;
        }

        @Override
        public SnapshotContent contentOf(String text) {
            throw new UnsupportedOperationException(
                    "rows in memory do not tell who wrote them, so nothing compares contents");
        }

        @Override
        public ChunkReader reader() {
            return new InMemoryReader(rows);
        }

        @Override
        public ChunkReader openReader() {
            return reader();
        }

        @Override
        public void close() {}
    }
}
