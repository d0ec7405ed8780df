package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The range of exact numbers and booleans, by the digits and the sign of their type. */
final class NumberRange {
    /** The number of digits and of bits of each binary integer type. */
    private static final Map<Integer, Integer> BITS = Map.of(3, 8, 5, 16, 7, 24, 8, 24, 10, 32, 19, 64, 20, 64);

    private NumberRange() {}

    /** Returns whether the source has numbers of a size that the target lacks. */
    static boolean exceeds(ColumnType source, ColumnType target) {
        @Nullable BigInteger has = limit(source);
        @Nullable BigInteger takes = limit(target);
        return takes != null && (has == null || has.compareTo(takes) > 0);
    }

    static boolean isNegative(ColumnType type) {
        return !type.structure().traits().unsigned() && !isTruth(type);
    }

    /** A boolean that is no number. */
    private static boolean isTruth(ColumnType type) {
        return type.logical() == LogicalType.BOOLEAN
                && type.structure().limits().precision() == null;
    }

    /** The least number of a type that has a limit. */
    static BigDecimal low(ColumnType type) {
        if (!isNegative(type)) {
            return BigDecimal.ZERO;
        }
        boolean binary = type.logical() != LogicalType.DECIMAL;
        BigDecimal high = high(type);
        return binary ? high.negate().subtract(BigDecimal.ONE) : high.negate();
    }

    /** The greatest number of a type that has a limit. */
    static BigDecimal high(ColumnType type) {
        Integer scale = type.structure().limits().scale();
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(scale == null ? 0 : -scale);
        return new BigDecimal(Objects.requireNonNull(limit(type))).subtract(unit);
    }

    /** The least number above all of the type's; null if it has no limit. */
    private static @Nullable BigInteger limit(ColumnType type) {
        TypeStructure.Limits limits = type.structure().limits();
        if (isTruth(type)) {
            return BigInteger.TWO;
        }
        Integer digits = limits.precision();
        if (digits == null) {
            return null;
        }
        if (type.logical() == LogicalType.DECIMAL) {
            int scale = limits.scale() == null ? 0 : limits.scale();
            return scale > digits ? BigInteger.ONE : BigInteger.TEN.pow(digits - scale);
        }
        Integer bits = BITS.get(digits);
        return bits == null ? BigInteger.TEN.pow(digits) : BigInteger.TWO.pow(isNegative(type) ? bits - 1 : bits);
    }
}
