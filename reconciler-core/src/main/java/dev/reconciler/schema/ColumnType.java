package dev.reconciler.schema;

import dev.reconciler.row.LogicalType;

/**
 * A column's type.
 *
 * @param sqlName as the engine names it with its modifiers ({@code numeric(12,2)}); to show and to compare, never to be taken apart
 * @param logical what its values mean
 * @param structure its parts, which the endpoint reads
 */
public record ColumnType(String sqlName, LogicalType logical, TypeStructure structure) {
    /** A type without modifiers. */
    public ColumnType(String sqlName, LogicalType logical) {
        this(sqlName, logical, TypeStructure.plain(sqlName));
    }
}
