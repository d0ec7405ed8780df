package dev.reconciler.verify.stream;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the rows of changed keys with the images that the ledger has of them, all in one target snapshot T:
 *
 * <ol>
 *   <li>Rows and ledger were committed together, and T holds both: the row of a key must be what its <em>last</em> entry in T says.
 *       The source is not asked.
 *   <li>The slice's last entry of a key need not be T's last one. Keys that don't match are looked up in the rest of T's ledger, and
 *       judged again by the newest image: a key that changes all the time is never accused of being ahead of an old entry.
 *   <li>What an event lacked (an unchanged TOAST value) is taken from the entries before it in the slice. What none of them knows
 *       can't be judged here, so the key is a suspect. So is one whose correction wrote something else than the ledger says: where
 *       the ledger is wrong, only the source tells.
 *   <li>A key with parked events waits for a person, and a table that is not live for its backfill: neither is suspect. A row out of
 *       scope counts as absent: it is another pipeline's.
 * </ol>
 *
 * Where others write the target too, an image counts only once its entry has rested: a key with an entry past the tail's limit is left
 * to that entry, which is judged in its turn.
 */
public final class StreamCheck {
    /** Rows held at a time. */
    private static final int ROWS = 2_000;

    private final Map<String, MappedTable> tables;
    private final TenantScope scope;

    public StreamCheck(Collection<MappedTable> tables, TenantScope scope) {
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.scope = scope;
    }

    /**
     * The suspects of the slice by table.
     *
     * @param limit entries after this sequence have not rested yet
     */
    Map<MappedTable, List<RowKey>> suspects(TargetSnapshot snapshot, LedgerSlice slice, long limit) {
        Images images = new Images();
        slice.transactions().forEach(images::add);
        images.forget(snapshot.notLive(tables.values()).keySet());
        Images open = differing(snapshot, images);
        if (!open.isEmpty() && slice.end().through() < snapshot.checkpoint().sequence()) {
            open.bringUpToDate(snapshot, slice.end(), limit);
            open = differing(snapshot, open);
        }
        return withoutParked(snapshot, open);
    }

    private Images differing(TargetSnapshot snapshot, Images images) {
        Images differing = new Images();
        images.byTable.forEach((id, keys) -> {
            MappedTable table = tables.get(id);
            List<RowKey> all = table == null ? List.of() : List.copyOf(keys.keySet());
            KeySlices slices = new KeySlices(all, ROWS);
            while (table != null && slices.hasNext()) {
                List<RowKey> some = slices.next();
                Map<RowKey, Row> rows = snapshot.reader().rowsByKey(table, some);
                slices.read(rows.values());
                for (RowKey key : some) {
                    LedgerImage image = keys.getOrDefault(key, LedgerImage.ABSENT);
                    Row row = rows.get(key);
                    Row ours = row != null && table.isInScope(row, scope) ? row : null;
                    if (!image.matches(table, ours, null)) {
                        differing.put(id, key, image);
                    }
                }
            }
        });
        return differing;
    }

    private Map<MappedTable, List<RowKey>> withoutParked(TargetSnapshot snapshot, Images open) {
        Map<MappedTable, List<RowKey>> suspects = new LinkedHashMap<>();
        open.byTable.forEach((id, images) -> {
            MappedTable table = tables.get(id);
            List<RowKey> keys = new ArrayList<>(images.keySet());
            keys.removeAll(snapshot.parked(id).keySet());
            if (table != null && !keys.isEmpty()) {
                suspects.put(table, keys);
            }
        });
        return suspects;
    }

    /** The last image of each key, in the order in which keys were first seen. */
    private static final class Images {
        private final Map<String, Map<RowKey, LedgerImage>> byTable = new TreeMap<>();

        private void add(LedgerTransaction transaction) {
            for (LedgerEntry entry : transaction.entries()) {
                byTable.computeIfAbsent(entry.table(), t -> new LinkedHashMap<>())
                        .merge(entry.key(), entry.image(), (before, now) -> now.after(before));
            }
        }

        private void put(String table, RowKey key, LedgerImage image) {
            byTable.computeIfAbsent(table, t -> new LinkedHashMap<>()).put(key, image);
        }

        private void forget(Set<String> ids) {
            byTable.keySet().removeAll(ids);
        }

        private boolean isEmpty() {
            return byTable.isEmpty();
        }

        /** Takes these keys' later images from the rest of the snapshot's ledger; forgets keys with one past the limit. */
        private void bringUpToDate(TargetSnapshot snapshot, LedgerPlace end, long limit) {
            LedgerPlace.Walk walk = end.walk();
            snapshot.ledger().read(end.through(), transaction -> {
                if (walk.isBehind(transaction.sequence())) {
                    transaction.entries().forEach(entry -> bringUpToDate(entry, transaction.sequence() > limit));
                }
            });
        }

        private void bringUpToDate(LedgerEntry entry, boolean restless) {
            Map<RowKey, LedgerImage> keys = byTable.getOrDefault(entry.table(), new HashMap<>());
            LedgerImage before = keys.get(entry.key());
            if (before != null && restless) {
                keys.remove(entry.key());
            } else if (before != null) {
                keys.put(entry.key(), entry.image().after(before));
            }
        }
    }
}
