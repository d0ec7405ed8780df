package dev.reconciler.cdc.apply;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables so that each follows those that its foreign keys refer to. Tables of a cycle stand in any order among themselves: their constraints
 * must be deferrable (the applier defers them in each batch) or the target role must use {@code session_replication_role = replica}.
 */
final class TableOrder {
    private TableOrder() {}

    static List<MappedTable> parentsFirst(Collection<MappedTable> tables) {
        Map<TableRef, MappedTable> byTarget = new HashMap<>();
        tables.forEach(table -> byTarget.put(table.target(), table));
        Set<MappedTable> ordered = new LinkedHashSet<>();
        Set<TableRef> visited = new LinkedHashSet<>();
        List<MappedTable> byName = new ArrayList<>(tables);
        byName.sort((a, b) -> a.target().compareTo(b.target()));
        byName.forEach(table -> visit(table, byTarget, visited, ordered));
        return List.copyOf(ordered);
    }

    private static void visit(
            MappedTable table, Map<TableRef, MappedTable> byTarget, Set<TableRef> visited, Set<MappedTable> ordered) {
        if (!visited.add(table.target())) {
            return;
        }
        for (ForeignKey key : table.parents()) {
            MappedTable parent = byTarget.get(key.parent());
            if (parent != null) {
                visit(parent, byTarget, visited, ordered);
            }
        }
        ordered.add(table);
    }
}
