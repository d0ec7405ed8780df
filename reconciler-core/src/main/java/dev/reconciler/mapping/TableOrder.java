package dev.reconciler.mapping;

import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables in foreign-key order: inserts go parents first, deletes children first.
 *
 * @param parentsFirst every table once
 * @param cyclic tables on a cycle of foreign keys, self references included: no order satisfies their constraints
 */
public record TableOrder(List<MappedTable> parentsFirst, Set<MappedTable> cyclic) {
    public TableOrder {
        parentsFirst = List.copyOf(parentsFirst);
        cyclic = Set.copyOf(cyclic);
    }

    public static TableOrder of(Collection<MappedTable> tables) {
        return new Sorting(tables).sort();
    }

    public List<MappedTable> childrenFirst() {
        List<MappedTable> reversed = new ArrayList<>(parentsFirst);
        java.util.Collections.reverse(reversed);
        return reversed;
    }

    /** Depth-first; a table met again on the current path closes a cycle. */
    private static final class Sorting {
        private final Map<TableRef, List<MappedTable>> byTarget = new LinkedHashMap<>();
        private final Set<MappedTable> done = new LinkedHashSet<>();
        private final List<MappedTable> path = new ArrayList<>();
        private final Set<MappedTable> cyclic = new LinkedHashSet<>();

        Sorting(Collection<MappedTable> tables) {
            tables.forEach(t -> byTarget.computeIfAbsent(t.target(), target -> new ArrayList<>())
                    .add(t));
        }

        TableOrder sort() {
            byTarget.values().forEach(mappings -> mappings.forEach(this::visit));
            return new TableOrder(List.copyOf(done), cyclic);
        }

        private void visit(MappedTable table) {
            if (done.contains(table)) {
                return;
            }
            int met = path.indexOf(table);
            if (met >= 0) {
                cyclic.addAll(path.subList(met, path.size()));
                return;
            }
            path.add(table);
            for (ForeignKey key : table.parents()) {
                byTarget.getOrDefault(key.parent(), List.of()).forEach(this::visit);
            }
            path.remove(path.size() - 1);
            done.add(table);
        }
    }
}
