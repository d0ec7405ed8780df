package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One target column with the source of its value.
 *
 * @param source null for a {@link Transform.Constant}
 */
public record MappedColumn(@Nullable Column source, Column target, Transform transform) {
    /** The column of one side; empty for the source of a constant. */
    public Optional<Column> on(Side side) {
        return side == Side.SOURCE ? Optional.ofNullable(source) : Optional.of(target);
    }

    /** The target's value for a source value, both in text form. */
    public @Nullable String valueOf(@Nullable String text) {
        String value = transform.apply(text);
        if (value != null && isUuidInBytes()) {
            return "\\x" + value.replace("-", "");
        }
        OptionalInt digits = value == null ? OptionalInt.empty() : roundedTo();
        return value == null || digits.isEmpty() ? value : TimeRounding.round(value, digits.getAsInt());
    }

    /** Returns whether the target holds the source's uuids as their 16 bytes, in the order of the text. */
    public boolean isUuidInBytes() {
        return isConvertedUuid() && target.type().logical() == LogicalType.BYTES;
    }

    /** Returns whether the target holds the source's uuids as text or bytes. */
    public boolean isConvertedUuid() {
        return source != null
                && transform instanceof Transform.Direct
                && source.type().logical() == LogicalType.UUID
                && target.type().logical() != LogicalType.UUID;
    }

    /**
     * The number of digits of a second to which the target's type rounds the source's values; empty if it stores them unchanged.
     * In other types the loss of digits is reported as a difference: a rounded amount is another amount.
     */
    public OptionalInt roundedTo() {
        @Nullable Integer to = target.type().structure().limits().fraction();
        if (to == null || source == null || !(transform instanceof Transform.Direct)) {
            return OptionalInt.empty();
        }
        @Nullable Integer from = source.type().structure().limits().fraction();
        return from != null && from > to ? OptionalInt.of(to) : OptionalInt.empty();
    }

    /** Returns whether the daemon writes the column. A generated target column is verified, never written. */
    public boolean isWritten() {
        return !target.generated();
    }

    /** Returns whether a change event may lack the value because it did not change. */
    public boolean mayBeUnavailable() {
        return source != null && source.mayBeOmitted();
    }
}
