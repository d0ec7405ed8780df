package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * A value of a source column.
 *
 * @param text its text form; null is SQL NULL
 */
public record SourceValue(LogicalType type, @Nullable String text) {
    /** The value as transforms compare and change it: {@code char(n)} without padding, a boolean as 1 or 0. */
    @Nullable
    String canonical() {
        return text == null ? null : type.canonical(text);
    }
}
