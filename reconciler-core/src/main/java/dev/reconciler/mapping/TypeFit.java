package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a column still fits its target column after a change of its type: the new type is of the same family, and the
 * target stores each of its values unchanged.
 */
public final class TypeFit {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private enum Family {
        TEXT,
        INTEGER,
        DECIMAL
    }

    /** @param size characters, or digits before the point */
    private record Type(Family family, int size, int scale) {}

    /** Of two integers with as many digits, the unsigned one reaches further; and it holds no negative number. */
    private static boolean inRange(ColumnType source, ColumnType target) {
        return source.logical() == LogicalType.TEXT
                || !NumberRange.exceeds(source, target)
                        && (NumberRange.isNegative(target) || !NumberRange.isNegative(source));
    }

    private TypeFit() {}

    /** Returns whether every value of the type {@code now} fits into the column, as those of the type {@code before} did. */
    public static boolean fits(MappedColumn column, ColumnType before, ColumnType now) {
        if (!column.isDirect()) {
            return false;
        }
        @Nullable Type old = type(before);
        @Nullable Type source = type(now);
        @Nullable Type target = type(column.target().type());
        if (old == null || source == null || target == null || old.family() != source.family()) {
            return false;
        }
        boolean unlimitedText = target.family() == Family.TEXT && target.size() == UNLIMITED;
        boolean whole = source.family() == Family.INTEGER && target.family() == Family.DECIMAL;
        return unlimitedText
                || (whole || source.family() == target.family())
                        && source.size() <= target.size()
                        && source.scale() <= target.scale()
                        && inRange(now, column.target().type());
    }

    /** Returns whether the column's values fit the target's while the source column has this type; the mapping was accepted with the type it had then. */
    public static boolean holds(MappedColumn column, Column source, ColumnType now) {
        boolean accepted = source.type().sqlName().equals(now.sqlName());
        boolean judged = type(now) != null && type(column.target().type()) != null;
        return judged && column.isDirect() ? fits(column, now, now) : accepted;
    }

    private static @Nullable Type type(ColumnType type) {
        TypeStructure.Limits limits = type.structure().limits();
        @Nullable Integer precision = limits.precision();
        int scale = limits.scale() == null ? 0 : limits.scale();
        return switch (type.logical()) {
            case TEXT -> new Type(Family.TEXT, orUnlimited(limits.length()), 0);
            case INTEGER -> precision == null ? null : new Type(Family.INTEGER, precision, 0);
            case DECIMAL ->
                precision == null
                        ? new Type(Family.DECIMAL, UNLIMITED, UNLIMITED)
                        : new Type(Family.DECIMAL, precision - scale, scale);
            default -> null;
        };
    }

    private static int orUnlimited(@Nullable Integer length) {
        return length == null ? UNLIMITED : length;
    }
}
