package dev.reconciler.schema;

import dev.reconciler.row.LogicalType;

/** A column's type: as the engine names it with its modifiers ({@code numeric(12,2)}), and what it means. */
public record ColumnType(String sqlName, LogicalType logical) {}
