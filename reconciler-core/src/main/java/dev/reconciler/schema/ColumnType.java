package dev.reconciler.schema;

import dev.reconciler.row.LogicalType;

/**
 * A column's type.
 *
 * @param sqlName the engine's name of the type with its modifiers ({@code numeric(12,2)}); for display and comparison, never
 *     parsed
 * @param logical the meaning of its values
 * @param structure its parts, as the endpoint reads them
 */
public record ColumnType(String sqlName, LogicalType logical, TypeStructure structure) {
    /** A type without modifiers. */
    public ColumnType(String sqlName, LogicalType logical) {
        this(sqlName, logical, TypeStructure.plain(sqlName));
    }
}
