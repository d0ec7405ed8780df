package dev.reconciler.verify.stream;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares the rows of changed keys with the images that the ledger has of them, all in one target snapshot T:
 *
 * <ol>
 *   <li>Rows and ledger were committed together, and T holds both: the row of a key must match its <em>last</em> entry in T. The
 *       source is not read.
 *   <li>The slice's last entry of a key need not be T's last one. Keys that don't match are looked up in the rest of T's ledger,
 *       and judged again by the newest image: a key that keeps changing is never suspected because it is ahead of an old entry.
 *   <li>Values that an event lacked (unchanged ones of a large row) are taken from the entries before it in the slice. If no entry has
 *       the value, the key can't be judged here and is a suspect. So is a key whose correction wrote a different row than the
 *       ledger's: if the ledger is wrong, only the source can decide.
 *   <li>A key with parked events waits for a person, and a table that is not live for its backfill: neither is a suspect. A row
 *       out of scope counts as absent: it belongs to another pipeline.
 * </ol>
 *
 * If applications or another tool write the target, an image counts only once its entry is older than the settle time: a key with
 * an entry past the tail's limit is judged later, by that entry.
 */
public final class StreamCheck {
    /** The number of rows in memory at a time. */
    private static final int ROWS = 2_000;

    private final Map<String, MappedTable> tables;
    private final TenantScope scope;
    private final RowScreen screen;

    public StreamCheck(Collection<MappedTable> tables, TenantScope scope) {
        this(tables, scope, RowScreen.NONE);
    }

    /** @param screen selects further suspects among the rows that match the ledger */
    public StreamCheck(Collection<MappedTable> tables, TenantScope scope, RowScreen screen) {
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.scope = scope;
        this.screen = screen;
    }

    /**
     * The suspects of the slice by table.
     *
     * @param limit entries after this sequence are younger than the settle time
     */
    Map<MappedTable, List<RowKey>> suspects(TargetSnapshot snapshot, LedgerSlice slice, long limit) {
        Set<String> notLive = snapshot.notLive(tables.values()).keySet();
        LedgerView changes = new LedgerView(LedgerView.Depth.LAST, 0);
        slice.transactions().forEach(each -> changes.add(each, entry -> !notLive.contains(entry.table())));
        Map<String, Set<RowKey>> all = changes.tables().stream()
                .collect(Collectors.toMap(
                        table -> table, table -> changes.images(table).keySet()));
        Map<String, Set<RowKey>> open = differing(snapshot, all, changes);
        if (!open.isEmpty() && slice.end().through() < snapshot.checkpoint().sequence()) {
            readOn(snapshot, slice.end(), open, changes);
            open = differing(snapshot, rested(open, changes, limit), changes);
        }
        return withoutParked(snapshot, open);
    }

    /** The keys whose row does not match their last change in the view. */
    private Map<String, Set<RowKey>> differing(
            TargetSnapshot snapshot, Map<String, Set<RowKey>> asked, LedgerView changes) {
        Map<String, Set<RowKey>> differing = new TreeMap<>();
        asked.forEach((id, keys) -> {
            MappedTable table = tables.get(id);
            KeySlices slices = new KeySlices(table == null ? List.of() : keys, ROWS);
            while (table != null && slices.hasNext()) {
                List<RowKey> some = slices.next();
                Map<RowKey, Row> rows = snapshot.reader().rowsByKey(table, some);
                slices.read(rows.values());
                for (RowKey key : some) {
                    LedgerImage image =
                            changes.last(id, key).map(LedgerView.Change::image).orElse(LedgerImage.ABSENT);
                    Row row = rows.get(key);
                    Row ours = row != null && table.isInScope(row, scope) ? row : null;
                    if (!image.matches(table, ours, null) || screen.isSuspect(table, key, ours)) {
                        differing
                                .computeIfAbsent(id, t -> new LinkedHashSet<>())
                                .add(key);
                    }
                }
            }
        });
        return differing;
    }

    /** Adds these keys' later changes from the rest of the snapshot's ledger. */
    private static void readOn(
            TargetSnapshot snapshot, LedgerPlace end, Map<String, Set<RowKey>> keys, LedgerView changes) {
        LedgerPlace.Walk walk = end.walk();
        Predicate<LedgerEntry> asked = LedgerView.among(keys);
        snapshot.ledger().read(end.through(), transaction -> {
            if (walk.isBehind(transaction.sequence())) {
                changes.add(transaction, asked);
            }
        });
    }

    private static Map<String, Set<RowKey>> rested(Map<String, Set<RowKey>> keys, LedgerView changes, long limit) {
        Map<String, Set<RowKey>> rested = new TreeMap<>();
        keys.forEach((table, ofTable) -> {
            Set<RowKey> left = new LinkedHashSet<>(ofTable);
            left.removeIf(key -> changes.touchedAfter(table, key, limit));
            rested.put(table, left);
        });
        return rested;
    }

    private Map<MappedTable, List<RowKey>> withoutParked(TargetSnapshot snapshot, Map<String, Set<RowKey>> open) {
        Map<MappedTable, List<RowKey>> suspects = new LinkedHashMap<>();
        open.forEach((id, different) -> {
            MappedTable table = tables.get(id);
            List<RowKey> keys = new ArrayList<>(different);
            keys.removeAll(snapshot.parked(id).keySet());
            if (table != null && !keys.isEmpty()) {
                suspects.put(table, keys);
            }
        });
        return suspects;
    }
}
