package dev.reconciler.app.config;

import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.transform.Transform;

/** The mapping of one source column. */
public sealed interface ColumnConfig {
    /** The column has no counterpart and is not read. */
    record Ignored() implements ColumnConfig {}

    /**
     * @param to the target column's name
     * @param comparison the way in which verification compares the column
     */
    record Mapped(String to, Transform transform, ColumnComparison comparison) implements ColumnConfig {
        /** A column that is compared exactly. */
        public Mapped(String to, Transform transform) {
            this(to, transform, ColumnComparison.EXACT);
        }
    }
}
