package dev.reconciler.mapping;

import dev.reconciler.schema.Column;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One target column and where its value comes from.
 *
 * @param source null for a {@link Transform.Constant}
 */
public record MappedColumn(@Nullable Column source, Column target, Transform transform) {
    /** The target's value for a source value, both in text form. */
    public @Nullable String valueOf(@Nullable String text) {
        String value = transform.apply(text);
        OptionalInt digits = value == null ? OptionalInt.empty() : roundedTo();
        return value == null || digits.isEmpty() ? value : TimeRounding.round(value, digits.getAsInt());
    }

    /**
     * To how many digits of a second the target's type rounds the source's values; empty if it takes them as they are. Of other types
     * a target that holds less is a difference, which shows: a rounded amount is another amount.
     */
    public OptionalInt roundedTo() {
        @Nullable Integer to = target.type().structure().fraction();
        if (to == null || source == null || !(transform instanceof Transform.Direct)) {
            return OptionalInt.empty();
        }
        @Nullable Integer from = source.type().structure().fraction();
        return from != null && from > to ? OptionalInt.of(to) : OptionalInt.empty();
    }

    /** Whether the daemon writes the column. A generated target column is verified, never written. */
    public boolean isWritten() {
        return !target.generated();
    }

    /** Whether a change event may lack the value because the source stores it out of line. */
    public boolean mayBeUnavailable() {
        return source != null && source.toastable();
    }
}
