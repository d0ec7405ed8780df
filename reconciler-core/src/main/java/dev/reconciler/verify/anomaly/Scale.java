package dev.reconciler.verify.anomaly;

import java.math.BigDecimal;
import java.util.Locale;

/** The scale on which the changes of a series compare, with the change that is usual in any series. */
public enum Scale {
    /** Numbers of rows, of differences and of violations: relative changes, of which 5 % are usual. */
    COUNT {
        @Override
        double place(double value) {
            return Math.log1p(value);
        }

        @Override
        double value(double place) {
            return Math.expm1(place);
        }

        @Override
        double usual(Series.Point before, Series.Point now) {
            return FIVE_PERCENT;
        }

        @Override
        String range(Series.Point before, double low, double high) {
            return String.format(
                    Locale.ROOT,
                    "a change of %.1f %% to %+.1f %% between runs",
                    100 * Math.expm1(low),
                    100 * Math.expm1(high));
        }
    },
    /** Figures that are near zero most of the time, such as seconds of lag: 0 and 10 are as near as 10 and 30. */
    BURST {
        @Override
        double place(double value) {
            return Math.log1p(value / SMALL);
        }

        @Override
        double value(double place) {
            return SMALL * Math.expm1(Math.max(0, place));
        }

        @Override
        double usual(Series.Point before, Series.Point now) {
            return TWICE;
        }
    },
    /** Sums and averages, which may be negative: relative changes, of which 5 % are usual. */
    AMOUNT {
        @Override
        double place(double value) {
            // The inverse hyperbolic sine: a logarithm on both sides of zero.
            double size = Math.abs(value);
            return Math.copySign(Math.log(size + Math.hypot(size, 1)), value);
        }

        @Override
        double value(double place) {
            return Math.sinh(place);
        }

        @Override
        double usual(Series.Point before, Series.Point now) {
            return FIVE_PERCENT;
        }
    },
    /** Shares from 0 to 1 that are estimated from samples; a change of five standard errors is usual. */
    SHARE {
        @Override
        double place(double value) {
            // The standard error of this angle depends on the sample's size only.
            return 2 * Math.asin(Math.sqrt(Math.max(0, Math.min(1, value))));
        }

        @Override
        double value(double place) {
            double sine = Math.sin(Math.max(0, Math.min(Math.PI, place)) / 2);
            return sine * sine;
        }

        @Override
        double usual(Series.Point before, Series.Point now) {
            return ERRORS * Math.sqrt(1.0 / Math.max(1, before.sample()) + 1.0 / Math.max(1, now.sample()));
        }

        @Override
        int leastPoints() {
            return LEAST_SHARES;
        }

        @Override
        String shown(Series.Point point) {
            return percentage(point.value()) + " of " + point.sample() + " rows";
        }

        @Override
        String shown(double value) {
            return percentage(value);
        }
    };

    private static final double FIVE_PERCENT = Math.log(1.05);
    private static final double TWICE = Math.log(2);
    private static final double SMALL = 10;
    private static final double ERRORS = 5;
    private static final int LEAST_SHARES = 30;
    private static final int LEAST_POINTS = 100;

    abstract double place(double value);

    /** The value at a place: the inverse of {@link #place}. */
    abstract double value(double place);

    /** The difference of places that is usual between two points of any series. */
    abstract double usual(Series.Point before, Series.Point now);

    /** The earlier points below which a series is not judged. */
    int leastPoints() {
        return LEAST_POINTS;
    }

    /**
     * The usual values after a point, for a person.
     *
     * @param low the least usual difference of places
     * @param high the greatest one
     */
    String range(Series.Point before, double low, double high) {
        double place = place(before.value());
        return shown(value(place + low)) + " to " + shown(value(place + high)) + " after " + shown(before.value());
    }

    String shown(Series.Point point) {
        return shown(point.value());
    }

    /** With at most three decimals. */
    String shown(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.valueOf((long) value);
        }
        return new BigDecimal(String.format(Locale.ROOT, "%.3f", value))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String percentage(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
