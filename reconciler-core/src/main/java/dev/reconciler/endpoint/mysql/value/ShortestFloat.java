package dev.reconciler.endpoint.mysql.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Prints floats as PostgreSQL does: the fewest digits that lie nearer to the value than to its neighbours, and of these the nearest to
 * the value; with an exponent if it is below -4, or if the digits before the point exceed those that the type guarantees.
 */
public final class ShortestFloat {
    private static final int GUARANTEED_BY_FLOAT = 6;
    private static final int GUARANTEED_BY_DOUBLE = 15;
    private static final int LOWEST_PLAIN_EXPONENT = -4;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private ShortestFloat() {}

    public static String print(double value) {
        double size = Math.abs(value);
        String sign = sign(1 / value < 0, value < 0);
        if (size == 0) {
            return sign + "0";
        }
        BigDecimal below = middle(size, Math.nextDown(size));
        BigDecimal above = size == Double.MAX_VALUE
                ? new BigDecimal(size).add(new BigDecimal(size).subtract(below))
                : middle(size, Math.nextUp(size));
        return sign
                + print(
                        new BigDecimal(Double.toString(size)),
                        new BigDecimal(size),
                        below,
                        above,
                        GUARANTEED_BY_DOUBLE);
    }

    public static String print(float value) {
        float size = Math.abs(value);
        String sign = sign(1 / value < 0, value < 0);
        if (size == 0) {
            return sign + "0";
        }
        BigDecimal below = middle(size, Math.nextDown(size));
        BigDecimal above = size == Float.MAX_VALUE
                ? new BigDecimal(size).add(new BigDecimal(size).subtract(below))
                : middle(size, Math.nextUp(size));
        return sign
                + print(new BigDecimal(Float.toString(size)), new BigDecimal(size), below, above, GUARANTEED_BY_FLOAT);
    }

    private static String sign(boolean negativeZero, boolean negative) {
        return negative || negativeZero ? "-" : "";
    }

    private static BigDecimal middle(double one, double other) {
        return new BigDecimal(one).add(new BigDecimal(other)).divide(TWO);
    }

    /** @param close a text of the platform, at most some digits too long or too short */
    private static String print(
            BigDecimal close, BigDecimal exact, BigDecimal below, BigDecimal above, int guaranteed) {
        int digits = close.stripTrailingZeros().precision();
        while (!isBetween(rounded(exact, digits), below, above)) {
            digits++;
        }
        while (digits > 1 && isBetween(rounded(exact, digits - 1), below, above)) {
            digits--;
        }
        return layout(rounded(exact, digits).stripTrailingZeros(), guaranteed);
    }

    private static BigDecimal rounded(BigDecimal exact, int digits) {
        return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    /** The limits are excluded, as in PostgreSQL: a text on a limit would be read as the value only by the rule for halves. */
    private static boolean isBetween(BigDecimal value, BigDecimal below, BigDecimal above) {
        return value.compareTo(below) > 0 && value.compareTo(above) < 0;
    }

    private static String layout(BigDecimal value, int guaranteed) {
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= LOWEST_PLAIN_EXPONENT && exponent < guaranteed) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().toString();
        String size = Integer.toString(Math.abs(exponent));
        return digits.charAt(0)
                + (digits.length() == 1 ? "" : "." + digits.substring(1))
                + (exponent < 0 ? "e-" : "e+")
                + (size.length() == 1 ? "0" : "")
                + size;
    }
}
