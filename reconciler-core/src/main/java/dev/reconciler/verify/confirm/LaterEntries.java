package dev.reconciler.verify.confirm;

import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.row.RowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which of some keys a source transaction has touched since a sequence, as far as a target snapshot's ledger reaches back. */
final class LaterEntries {
    private final long floor;
    private final Map<String, Map<RowKey, Long>> last = new HashMap<>();

    private LaterEntries(long floor) {
        this.floor = floor;
    }

    /** @param keys by mapping id */
    static LaterEntries of(LedgerReader ledger, long after, Map<String, Set<RowKey>> keys) {
        LaterEntries later = new LaterEntries(ledger.floor());
        ledger.read(Math.max(after, later.floor), transaction -> {
            for (LedgerEntry entry : transaction.entries()) {
                if (keys.getOrDefault(entry.table(), Set.of()).contains(entry.key())) {
                    later.last
                            .computeIfAbsent(entry.table(), table -> new HashMap<>())
                            .put(entry.key(), transaction.sequence());
                }
            }
        });
        return later;
    }

    /** Whether the ledger still tells everything that was applied after the sequence. */
    boolean reachBackTo(long sequence) {
        return floor <= sequence;
    }

    boolean touched(String table, RowKey key, long sequence) {
        return last.getOrDefault(table, Map.of()).getOrDefault(key, 0L) > sequence;
    }
}
