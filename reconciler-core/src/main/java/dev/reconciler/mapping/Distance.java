package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distance of two values in text form. NaN, an infinity, a zero date of MySQL and any other text have no distance to anything. */
final class Distance {
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4,6})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?(?:\\+00)?( BC)?");

    private Distance() {}

    static boolean isOfNumbers(LogicalType type) {
        return switch (type) {
            case INTEGER, DECIMAL, FLOAT4, FLOAT8 -> true;
            default -> false;
        };
    }

    static boolean isOfTimes(LogicalType type) {
        return type == LogicalType.TIMESTAMP || type == LogicalType.INSTANT;
    }

    /** Exact: the difference of the decimal texts that the engines print. */
    static Optional<BigDecimal> ofNumbers(String one, String other) {
        try {
            return Optional.of(
                    new BigDecimal(one).subtract(new BigDecimal(other)).abs());
        } catch (NumberFormatException e) {
            return Optional.empty(); // one of them is no finite number
        }
    }

    static Optional<Duration> ofTimes(String one, String other) {
        Matcher from = TIME.matcher(one);
        Matcher to = TIME.matcher(other);
        if (!from.matches() || !to.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.between(time(from), time(to)).abs());
        } catch (DateTimeException e) {
            return Optional.empty(); // one of them is no day of the calendar
        }
    }

    private static LocalDateTime time(Matcher form) {
        int year = number(form.group(1));
        return LocalDateTime.of(
                form.group(8) == null ? year : 1 - year,
                number(form.group(2)),
                number(form.group(3)),
                number(form.group(4)),
                number(form.group(5)),
                number(form.group(6)),
                form.group(7) == null ? 0 : number((form.group(7) + "00000").substring(0, 6)) * 1_000);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
