package dev.reconciler.ledger;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.row.RowKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger that one snapshot of the target carries, read once. All of it is kept where it fits into {@link ByteBudget#STEP},
 * and answers every question. A larger one is read a second time at the first question, for the keys that are {@linkplain #expect
 * expected}; so memory is bounded by the budget or by the number of changes of those keys.
 */
public final class SnapshotLedger {
    private final LedgerReader reader;
    private final long floor;
    private final @Nullable LedgerView whole;
    private final Map<String, Set<RowKey>> expected = new HashMap<>();
    private Map<String, Set<RowKey>> read = Map.of();
    private @Nullable LedgerView some;

    /** Reads the ledger, and passes each of its transactions to the consumer, in sequence order. */
    public static SnapshotLedger read(LedgerReader reader, Consumer<LedgerTransaction> each) {
        return read(reader, ByteBudget.STEP, each);
    }

    /** @param most bytes to keep, about */
    static SnapshotLedger read(LedgerReader reader, long most, Consumer<LedgerTransaction> each) {
        long floor = reader.floor();
        ByteBudget budget = new ByteBudget(most);
        LedgerView[] whole = {new LedgerView(LedgerView.Depth.ALL, floor)};
        reader.read(floor, transaction -> {
            each.accept(transaction);
            budget.add(LedgerView.bytes(transaction));
            if (budget.isSpent()) {
                whole[0] = null;
            } else {
                whole[0].add(transaction, entry -> true);
            }
        });
        return new SnapshotLedger(reader, floor, whole[0]);
    }

    private SnapshotLedger(LedgerReader reader, long floor, @Nullable LedgerView whole) {
        this.reader = reader;
        this.floor = floor;
        this.whole = whole;
    }

    /** See {@link LedgerReader#floor}. */
    public long floor() {
        return floor;
    }

    /** Questions about these keys may follow; {@code keys} by mapping id. They are read together if they must be read again. */
    public synchronized void expect(Map<String, Set<RowKey>> keys) {
        keys.forEach((table, some) ->
                expected.computeIfAbsent(table, t -> new HashSet<>()).addAll(some));
    }

    /**
     * The ledger's changes of these keys, and possibly of other keys; {@code keys} by mapping id. To be called while the snapshot
     * is open.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the target could not be read
     */
    public synchronized LedgerView about(Map<String, Set<RowKey>> keys) {
        if (whole != null) {
            return whole;
        }
        LedgerView view = some;
        if (view == null || !isRead(keys)) {
            expect(keys);
            Map<String, Set<RowKey>> asked = new HashMap<>();
            expected.forEach((table, ofTable) -> asked.put(table, Set.copyOf(ofTable)));
            view = LedgerView.of(reader, asked);
            read = asked;
            some = view;
        }
        return view;
    }

    private boolean isRead(Map<String, Set<RowKey>> keys) {
        return keys.entrySet().stream()
                .allMatch(entry -> read.getOrDefault(entry.getKey(), Set.of()).containsAll(entry.getValue()));
    }
}
