package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts the events of one batch by table. */
final class BatchCounts {
    private static final int INSERTS = 0;
    private static final int UPDATES = 1;
    private static final int DELETES = 2;
    private static final int SKIPPED = 3;
    private static final int PARKED = 4;

    private final Map<String, long[]> byTable = new HashMap<>();
    private boolean replayed;

    void count(RowChange change) {
        add(change.table(), column(change));
    }

    private static int column(RowChange change) {
        return switch (change.operation()) {
            case INSERT -> INSERTS;
            case UPDATE -> UPDATES;
            case DELETE -> DELETES;
            case TRUNCATE, UNREADABLE, SCHEMA -> throw new IllegalArgumentException("not a change of a row: " + change);
        };
    }

    void skipped(String table) {
        add(table, SKIPPED);
    }

    void parked(String table) {
        add(table, PARKED);
    }

    void replayed() {
        replayed = true;
    }

    boolean isReplayed() {
        return replayed;
    }

    private void add(String table, int what) {
        byTable.computeIfAbsent(table, t -> new long[5])[what]++;
    }

    Map<String, AppliedBatch.Changes> changes() {
        Map<String, AppliedBatch.Changes> changes = new TreeMap<>();
        byTable.forEach((table, n) -> changes.put(
                table, new AppliedBatch.Changes(n[INSERTS], n[UPDATES], n[DELETES], n[SKIPPED], n[PARKED])));
        return changes;
    }
}
