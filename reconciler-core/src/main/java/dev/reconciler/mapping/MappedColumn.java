package dev.reconciler.mapping;

import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.SourceValue;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One target column with the sources of its value.
 *
 * @param sources in the transform's order; empty for a {@link Transform.Constant}
 * @param target its type is that of compared values; if there is a translation, the target stores another one
 * @param translation the lookup table that gives the target's values; null if the target stores the compared values
 */
public record MappedColumn(
        List<Column> sources,
        Column target,
        Transform transform,
        ColumnComparison comparison,
        @Nullable Translation translation) {
    public MappedColumn {
        sources = List.copyOf(sources);
    }

    /** A column whose compared values the target stores. */
    public MappedColumn(List<Column> sources, Column target, Transform transform, ColumnComparison comparison) {
        this(sources, target, transform, comparison, null);
    }

    /** The same column with values as the target stores them. */
    public MappedColumn asStored() {
        return translation == null
                ? this
                : new MappedColumn(sources, translation.stored(), transform, comparison, null);
    }

    /** A column that is compared exactly. */
    public MappedColumn(List<Column> sources, Column target, Transform transform) {
        this(sources, target, transform, ColumnComparison.EXACT);
    }

    public MappedColumn(Column source, Column target, Transform transform) {
        this(List.of(source), target, transform);
    }

    /** The only source column; null if there is none, or several. */
    public @Nullable Column source() {
        return sources.size() == 1 ? sources.get(0) : null;
    }

    /** The columns of one side; none for the source of a constant. */
    public List<Column> on(Side side) {
        return side == Side.SOURCE ? sources : List.of(target);
    }

    /** Returns whether the value is copied without a transform. */
    public boolean isDirect() {
        return transform instanceof Transform.Direct || transform instanceof LookupTable;
    }

    /**
     * The target's value in text form.
     *
     * @param texts of the source columns, in text form
     * @return an {@link InvalidValue} if the transform gives none
     */
    public @Nullable String valueOf(List<@Nullable String> texts) {
        if (isDirect()) {
            @Nullable String text = texts.get(0);
            return text != null && isUuidInBytes() ? "\\x" + text.replace("-", "") : rounded(text);
        }
        List<SourceValue> values = new ArrayList<>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            values.add(new SourceValue(sources.get(i).type().logical(), texts.get(i)));
        }
        return rounded(transform.apply(values, target.type().logical()));
    }

    private @Nullable String rounded(@Nullable String value) {
        OptionalInt digits = value == null ? OptionalInt.empty() : roundedTo();
        return value == null || digits.isEmpty() ? value : TimeRounding.round(value, digits.getAsInt());
    }

    /** Returns whether the target holds the source's uuids as their 16 bytes, in the order of the text. */
    public boolean isUuidInBytes() {
        return isConvertedUuid() && target.type().logical() == LogicalType.BYTES;
    }

    /** Returns whether the target holds the source's uuids as text or bytes. */
    public boolean isConvertedUuid() {
        @Nullable Column source = source();
        return source != null
                && isDirect()
                && source.type().logical() == LogicalType.UUID
                && target.type().logical() != LogicalType.UUID;
    }

    /**
     * The number of digits of a second to which the target's type rounds the source's values; empty if it stores them unchanged.
     * In other types the loss of digits is reported as a difference: a rounded amount is another amount.
     */
    public OptionalInt roundedTo() {
        @Nullable Column source = source();
        @Nullable Integer to = target.type().structure().limits().fraction();
        if (to == null || source == null || !(isDirect() || transform instanceof Utc)) {
            return OptionalInt.empty();
        }
        @Nullable Integer from = source.type().structure().limits().fraction();
        return from != null && from > to ? OptionalInt.of(to) : OptionalInt.empty();
    }

    /** Returns whether verification compares the column at all. */
    public boolean isCompared() {
        return !(comparison instanceof ColumnComparison.Never);
    }

    /** Returns whether values that differ may agree. */
    public boolean hasTolerance() {
        return comparison instanceof ColumnComparison.Tolerance;
    }

    /** Returns whether verification takes two values, in the target's text form, for no difference. */
    public boolean agree(@Nullable String source, @Nullable String target) {
        return comparison.agree(target().type().logical(), source, target);
    }

    /** Returns whether the daemon writes the column. A generated target column is verified, never written. */
    public boolean isWritten() {
        return !target.generated();
    }

    /** Returns whether a change event may lack the value because it did not change. */
    public boolean mayBeUnavailable() {
        return sources.stream().anyMatch(Column::mayBeOmitted);
    }
}
