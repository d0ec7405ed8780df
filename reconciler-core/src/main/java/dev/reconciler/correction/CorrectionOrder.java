package dev.reconciler.correction;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order in which plans are written: deletes first, children before parents; then inserts and updates, parents before
 * children.
 */
final class CorrectionOrder {
    private CorrectionOrder() {}

    /** Runs of plans of one table, tenant and way of writing, in order. */
    static List<List<CorrectionPlan>> groups(Collection<CorrectionPlan> plans) {
        List<String> parentsFirst = parentsFirst(plans);
        List<String> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        List<List<CorrectionPlan>> groups = new ArrayList<>();
        for (String table : childrenFirst) {
            groups.addAll(groupsOf(table, plans, true));
        }
        for (String table : parentsFirst) {
            groups.addAll(groupsOf(table, plans, false));
        }
        return groups;
    }

    private record Group(CorrectionWrites.Way way, String tenant) {}

    private static Collection<List<CorrectionPlan>> groupsOf(
            String table, Collection<CorrectionPlan> plans, boolean deletes) {
        Map<Group, List<CorrectionPlan>> groups = new LinkedHashMap<>();
        for (CorrectionPlan plan : plans) {
            if (plan.table().id().equals(table) && (plan.wanted() == null) == deletes) {
                Group group =
                        new Group(CorrectionWrites.Way.of(plan), plan.tenant().value());
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(plan);
            }
        }
        return groups.values();
    }

    private static List<String> parentsFirst(Collection<CorrectionPlan> plans) {
        Map<String, MappedTable> tables = new TreeMap<>();
        plans.forEach(plan -> tables.putIfAbsent(plan.table().id(), plan.table()));
        return TableOrder.of(tables.values()).parentsFirst().stream()
                .map(MappedTable::id)
                .toList();
    }
}
