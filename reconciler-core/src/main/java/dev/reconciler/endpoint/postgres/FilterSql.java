package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.row.LogicalType;
import java.util.stream.Collectors;

/**
 * The condition that a row of the table with the alias {@code t} belongs to the mapping. Values are compared by the bytes of their
 * canonical forms, as {@link Condition#matches} does, whatever the column's collation ignores. The values are the mapping's own, so they
 * are literals: a statement is the same in every execution.
 */
public final class FilterSql {
    private FilterSql() {}

    /** Returns {@code AND} and the condition; empty if every row belongs to the mapping. It is true or false, never NULL. */
    public static String and(RowFilter filter) {
        return filter.conditions().stream()
                .map(each -> " AND " + condition(each))
                .collect(Collectors.joining());
    }

    private static String condition(Condition condition) {
        StoredSql stored = StoredSql.of(condition.column());
        if (condition.values().isEmpty()) {
            return condition.matchesNull() ? isNull(stored) : "NOT (" + isNull(stored) + ")";
        }
        String listed = condition.values().stream().map(Identifiers::literal).collect(Collectors.joining(", "));
        String any =
                stored.canonical() + " COLLATE \"C\" " + (condition.isNegated() ? "NOT IN (" : "IN (") + listed + ")";
        String equal = isOneValue(condition)
                ? stored.name() + " = "
                        + Identifiers.literal(
                                stored.type().literal(condition.values().get(0)))
                        + " AND "
                : "";
        return "(" + equal + any + (condition.matchesNull() ? " OR " : " AND NOT ") + isNull(stored) + ")";
    }

    /** Returns whether a plain comparison, which an index on the column serves in any collation, may precede the exact one. */
    private static boolean isOneValue(Condition condition) {
        return condition.values().size() == 1
                && !condition.isNegated()
                && !condition.matchesNull()
                && condition.column().type().logical().isKeyType();
    }

    /** A composite of NULLs is NULL to IS NULL; other types keep the form that a partial index serves. */
    private static String isNull(StoredSql stored) {
        return stored.name() + (stored.type() == LogicalType.ENGINE_TEXT ? " IS NOT DISTINCT FROM NULL" : " IS NULL");
    }
}
