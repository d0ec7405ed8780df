package dev.reconciler.correction;

import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which of some keys the stream touched after a sequence; reads the ledger in as many parts as its user likes. */
final class LaterKeys {
    private final Map<String, Set<RowKey>> asked;
    private final Map<String, Set<RowKey>> touched = new HashMap<>();
    private long readUpTo;

    /** @param asked keys by mapping id */
    LaterKeys(long after, Map<String, Set<RowKey>> asked) {
        this.readUpTo = after;
        this.asked = Map.copyOf(asked);
    }

    static LaterKeys of(long after, Collection<CorrectionPlan> plans) {
        Map<String, Set<RowKey>> asked = new HashMap<>();
        for (CorrectionPlan plan : plans) {
            asked.computeIfAbsent(plan.table().id(), id -> new HashSet<>()).add(plan.key());
        }
        return new LaterKeys(after, asked);
    }

    /** Reads on from where the last part ended. */
    void read(LedgerReader ledger) {
        long from = readUpTo;
        ledger.read(from, this::take);
    }

    private void take(LedgerTransaction transaction) {
        readUpTo = Math.max(readUpTo, transaction.sequence());
        for (LedgerEntry entry : transaction.entries()) {
            if (asked.getOrDefault(entry.table(), Set.of()).contains(entry.key())) {
                touched.computeIfAbsent(entry.table(), id -> new HashSet<>()).add(entry.key());
            }
        }
    }

    boolean contains(CorrectionPlan plan) {
        return contains(plan.table().id(), plan.key());
    }

    boolean contains(String table, RowKey key) {
        return touched.getOrDefault(table, Set.of()).contains(key);
    }
}
