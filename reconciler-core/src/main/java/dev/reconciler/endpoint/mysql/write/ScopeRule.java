package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which rows a write may touch. The decision is made in Java by the bytes of a value, on rows that are locked: they
 * are the same when they are written.
 */
record ScopeRule(MappedTable table, TenantScope scope) {
    /** Returns whether a row with these values may be written, as far as they are known. */
    boolean admits(Row wanted, Set<Integer> unavailable) {
        return (unavailable.contains(table.tenant()) || table.isInScope(wanted, scope))
                && table.isInTargetFilter(wanted, unavailable);
    }

    /** Returns whether the existing row is in scope and belongs to the mapping. */
    boolean holds(Row existing) {
        return table.isInScope(existing, scope) && table.isInTargetFilter(existing);
    }

    /** Returns whether {@link #holds} is true of the existing row, and it keeps its tenant when it gets these values. */
    boolean allows(Row existing, Row wanted, Set<Integer> unavailable) {
        return holds(existing)
                && (!table.hasTenants()
                        || unavailable.contains(table.tenant())
                        || Objects.equals(tenant(existing), tenant(wanted)));
    }

    private @Nullable String tenant(Row row) {
        String text = row.value(table.tenant());
        return text == null
                ? null
                : table.columns().get(table.tenant()).target().type().logical().canonical(text);
    }
}
