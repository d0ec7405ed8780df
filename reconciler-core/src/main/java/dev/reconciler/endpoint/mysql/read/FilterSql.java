package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.row.LogicalType;
import java.nio.charset.StandardCharsets;

/**
 * The condition that a row of the table with the alias {@link TableSql#ALIAS} belongs to the mapping. Texts are compared by their bytes, as
 * {@link Condition#matches} does, whatever the column's collation ignores.
 */
final class FilterSql {
    private FilterSql() {}

    /** Adds {@code AND} and the condition; nothing if every row belongs to the mapping. It is true or false, never NULL. */
    static void and(BoundSql query, RowFilter filter) {
        filter.conditions().forEach(condition -> and(query, condition));
    }

    private static void and(BoundSql query, Condition condition) {
        String name =
                TableSql.ALIAS + "." + MySqlIdentifiers.quote(condition.column().name());
        if (condition.values().isEmpty()) {
            query.add(" AND " + name + (condition.matchesNull() ? " IS NULL" : " IS NOT NULL"));
            return;
        }
        query.add(" AND (" + (condition.isNegated() ? "NOT (" : "("));
        String before = "";
        for (String value : condition.values()) {
            query.add(before);
            equal(query, condition, name, value);
            before = " OR ";
        }
        query.add(")" + (condition.matchesNull() ? " OR " + name + " IS NULL)" : " AND " + name + " IS NOT NULL)"));
    }

    /** Labels and uuids are compared as they are printed. */
    private static void equal(BoundSql query, Condition condition, String name, String value) {
        LogicalType type = condition.column().type().logical();
        if (type == LogicalType.ENGINE_TEXT || type == LogicalType.UUID) {
            query.add(ComparedColumn.bytes(name) + " = ?", value.getBytes(StandardCharsets.UTF_8));
        } else {
            new ComparedColumn(condition.column(), type).equal(query, value);
        }
    }
}
