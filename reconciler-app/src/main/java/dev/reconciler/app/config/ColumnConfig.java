package dev.reconciler.app.config;

import dev.reconciler.mapping.transform.Transform;

/** The mapping of one source column. */
public sealed interface ColumnConfig {
    /** The column has no counterpart and is not read. */
    record Ignored() implements ColumnConfig {}

    /** @param to the target column's name */
    record Mapped(String to, Transform transform) implements ColumnConfig {}
}
