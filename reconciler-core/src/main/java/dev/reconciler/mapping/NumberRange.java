package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The range of exact numbers and booleans, by the digits and the sign of their type. */
final class NumberRange {
    private static final int LAST_YEAR = 2155;

    private NumberRange() {}

    /** Returns whether the source has numbers of a size that the target lacks. */
    static boolean exceeds(ColumnType source, ColumnType target) {
        @Nullable BigInteger has = limit(source);
        @Nullable BigInteger takes = limit(target);
        return takes != null && (has == null || has.compareTo(takes) > 0);
    }

    static boolean isNegative(ColumnType type) {
        TypeStructure structure = type.structure();
        boolean unsigned = structure.traits() != null && structure.traits().unsigned();
        boolean truth = type.logical() == LogicalType.BOOLEAN && structure.precision() == null;
        return !unsigned && !truth && !structure.castName().equals("year");
    }

    /** The least number above all of the type's; null if it has no limit. */
    private static @Nullable BigInteger limit(ColumnType type) {
        TypeStructure structure = type.structure();
        Integer digits = structure.precision();
        if (digits == null) {
            return type.logical() == LogicalType.BOOLEAN ? BigInteger.TWO : null;
        }
        if (type.logical() == LogicalType.DECIMAL) {
            int scale = structure.scale() == null ? 0 : structure.scale();
            return scale > digits ? BigInteger.ONE : BigInteger.TEN.pow(digits - scale);
        }
        if (structure.castName().equals("year")) {
            return BigInteger.valueOf(LAST_YEAR + 1);
        }
        return BigInteger.TWO.pow(isNegative(type) ? bits(digits) - 1 : bits(digits));
    }

    /** The size of the integer type with this number of digits. */
    private static int bits(int digits) {
        if (digits <= 3) {
            return 8;
        }
        if (digits <= 5) {
            return 16;
        }
        if (digits <= 8) {
            return 24;
        }
        return digits <= 10 ? 32 : 64;
    }
}
