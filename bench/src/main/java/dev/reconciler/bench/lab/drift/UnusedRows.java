package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.ShopSeed;
import dev.reconciler.bench.lab.shop.TableRow;
import dev.reconciler.row.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Chooses by chance rows for drift, each at most once. */
final class UnusedRows {
    private final RandomGenerator random;
    private final Set<TableRow> used = new HashSet<>();

    UnusedRows(RandomGenerator random) {
        this.random = random;
    }

    /** An edit of a chosen row. */
    interface Edit<T> {
        T of(EditableRow row) throws SQLException;
    }

    /** A row for which the condition on {@code t} holds; empty if none is left. */
    List<EditableRow> one(EditSession session, EditableTable table, String condition) throws SQLException {
        List<EditableRow> rows = session.rows(table, condition).stream()
                .filter(row -> !isUsed(row))
                .toList();
        return rows.isEmpty() ? rows : List.of(oneOf(rows));
    }

    /**
     * An archived row with the rows that refer to it, those first; empty if none is left with only unused ones.
     *
     * @param reference the children's column that holds the parent's key, a bigint
     */
    List<EditableRow> withChildren(
            EditSession session, EditableTable parent, String reference, List<EditableTable> children)
            throws SQLException {
        List<EditableRow> parents = new ArrayList<>(session.rows(parent, "t.archived"));
        while (!parents.isEmpty()) {
            EditableRow row = parents.remove(random.nextInt(parents.size()));
            List<EditableRow> rows = new ArrayList<>();
            for (EditableTable child : children) {
                rows.addAll(session.rows(
                        child,
                        "t." + reference + " = ?",
                        Long.valueOf(row.key().parts().get(0))));
            }
            rows.add(row);
            if (rows.stream().noneMatch(this::isUsed)) {
                return rows;
            }
        }
        return List.of();
    }

    /** Does the same with each. */
    static <T> List<T> each(List<EditableRow> rows, Edit<T> edit) throws SQLException {
        List<T> results = new ArrayList<>();
        for (EditableRow row : rows) {
            results.add(edit.of(row));
        }
        return results;
    }

    /** A tenant whose row it is not. */
    TenantId wrongTenant(EditableRow row) {
        return oneOf(ShopSeed.TENANTS.stream()
                .map(TenantId::new)
                .filter(tenant -> !tenant.equals(row.tenant()))
                .toList());
    }

    void use(EditableRow row) {
        used.add(name(row));
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean isUsed(EditableRow row) {
        return used.contains(name(row));
    }

    private static TableRow name(EditableRow row) {
        return new TableRow(row.table().id(), row.key());
    }
}
