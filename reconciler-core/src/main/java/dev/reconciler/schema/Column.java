package dev.reconciler.schema;

/**
 * One column of a live table.
 *
 * @param toastable true if the engine may store its values out of line, so that change events may lack them
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        boolean generated,
        boolean identity,
        boolean hasDefault,
        boolean toastable) {}
