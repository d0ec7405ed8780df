package dev.reconciler.rules;

import java.math.BigDecimal;

/**
 * The difference of two numbers that is no violation: at most the larger of both parts.
 *
 * @param absolute exact, 0 or more
 * @param percent of the source's number, exact, 0 or more
 */
public record Tolerance(BigDecimal absolute, BigDecimal percent) {
    public static final Tolerance NONE = new Tolerance(BigDecimal.ZERO, BigDecimal.ZERO);

    public Tolerance {
        if (absolute.signum() < 0 || percent.signum() < 0) {
            throw new IllegalArgumentException("a tolerance is not negative: " + absolute + ", " + percent + "%");
        }
    }

    public static Tolerance of(BigDecimal absolute) {
        return new Tolerance(absolute, BigDecimal.ZERO);
    }

    public boolean isNone() {
        return absolute.signum() == 0 && percent.signum() == 0;
    }

    /** Returns whether the numbers are within the tolerance of each other, inclusive. */
    public boolean allows(BigDecimal source, BigDecimal target) {
        BigDecimal difference = source.subtract(target).abs();
        return difference.compareTo(absolute) <= 0
                || difference.scaleByPowerOfTen(2).compareTo(percent.multiply(source.abs())) <= 0;
    }
}
