package dev.reconciler.mapping;

import dev.reconciler.schema.Column;
import org.jspecify.annotations.Nullable;

/**
 * One target column and where its value comes from.
 *
 * @param source null for a {@link Transform.Constant}
 */
public record MappedColumn(@Nullable Column source, Column target, Transform transform) {
    /** Whether the daemon writes the column. A generated target column is verified, never written. */
    public boolean isWritten() {
        return !target.generated();
    }

    /** Whether a change event may lack the value because the source stores it out of line. */
    public boolean mayBeUnavailable() {
        return source != null && source.toastable();
    }
}
