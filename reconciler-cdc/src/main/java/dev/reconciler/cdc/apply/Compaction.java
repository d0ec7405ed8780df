package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.apply.Net.Full;
import dev.reconciler.cdc.apply.Net.Gone;
import dev.reconciler.cdc.apply.Net.Part;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compacts many changes to the last state per key. */
final class Compaction {
    private final Map<String, MappedTable> tables;
    private final Predicate<String> referenced;
    private final Map<String, Map<RowKey, Net>> byTable = new HashMap<>();

    /** @param referenced tests that rows of other tables refer to rows of the table with this id */
    Compaction(Map<String, MappedTable> tables, Predicate<String> referenced) {
        this.tables = tables;
        this.referenced = referenced;
    }

    /**
     * Adds a change, if its effect can be expressed as the last state of its key.
     *
     * @return false if it must be written individually, after the changes added before: a new key for a row whose values neither
     *     the event nor the compaction has, a change of a row that the compaction deletes, a row that returns under another
     *     tenant
     */
    boolean add(RowChange change) {
        Map<RowKey, Net> keys = byTable.computeIfAbsent(change.table(), t -> new LinkedHashMap<>());
        RowKey previous = change instanceof Update update ? update.previousKey() : null;
        return previous == null ? put(keys, change) : move(keys, previous, change);
    }

    private boolean put(Map<RowKey, Net> keys, RowChange change) {
        Net before = keys.get(change.key());
        Net now = Net.of(change).after(before);
        if (before instanceof Gone gone && (now instanceof Part || returnsElsewhere(change, gone))) {
            return false;
        }
        keys.put(change.key(), now);
        return true;
    }

    private boolean move(Map<RowKey, Net> keys, RowKey previous, RowChange change) {
        Net now = Net.of(change);
        if (now instanceof Full) {
            return false; // kept as one change because other tables refer to the row
        }
        if (now instanceof Part part && keys.get(previous) instanceof Full known && !referenced.test(change.table())) {
            now = new Full(Net.merged(known.row(), part));
        }
        if (now instanceof Part) {
            return false;
        }
        keys.put(previous, new Gone(null));
        keys.put(change.key(), now);
        return true;
    }

    private boolean returnsElsewhere(RowChange change, Gone gone) {
        MappedTable table = tables.get(change.table());
        return change instanceof Insert insert
                && gone.tenant() != null
                && table != null
                && !gone.tenant().equals(table.tenantOf(insert.after()));
    }

    boolean isEmpty() {
        return byTable.isEmpty();
    }

    /** The table's last states in the order in which its keys first changed; null if no key changed. */
    @Nullable
    Map<RowKey, Net> of(MappedTable table) {
        return byTable.get(table.id());
    }
}
