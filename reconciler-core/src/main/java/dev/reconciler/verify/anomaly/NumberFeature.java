package dev.reconciler.verify.anomaly;

import dev.reconciler.row.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * A number, or a time as a number. The usual range is that of the middle 99 % of the training rows. A position outside grows with the logarithm
 * of the ratio to the range, measured from the median, so that one wild value does not make the others look alike. A number that is skewed
 * to the right, such as an amount, is judged by its logarithm.
 */
final class NumberFeature implements Feature {
    private static final double TAIL = 0.005;
    private static final double STEEPNESS = 12;
    private static final double FURTHEST = 60;
    /** The probability of a shift by chance, by Massart's constant of the inequality of Dvoretzky, Kiefer and Wolfowitz (1990). */
    private static final double CHANCE = 1e-6;

    private final Property property;
    private final double unit;
    private final double median;
    private final double spread;
    private final double low;
    private final double high;
    private final String usual;

    /**
     * @param reading NaN for a row without the number
     * @param shown the number for a person
     */
    record Property(String name, ToDoubleFunction<Row> reading, DoubleFunction<String> shown) {}

    private NumberFeature(Property property, double[] sorted, double unit) {
        this.property = property;
        this.unit = unit;
        this.median = scaled(Quantiles.of(sorted, 0.5));
        double quartiles = scaled(Quantiles.of(sorted, 0.75)) - scaled(Quantiles.of(sorted, 0.25));
        double most = scaled(Quantiles.of(sorted, 0.95)) - scaled(Quantiles.of(sorted, 0.05));
        double widest = scaled(sorted[sorted.length - 1]) - scaled(sorted[0]);
        double chosen = finite(quartiles > 0 ? quartiles : most > 0 ? most : widest);
        this.spread = chosen > 0 ? chosen / 2 : Math.max(Math.abs(median), 1) / 1000;
        double least = Quantiles.of(sorted, TAIL);
        double greatest = Quantiles.of(sorted, 1 - TAIL);
        this.low = Math.min(standardised(least), -1);
        this.high = Math.max(standardised(greatest), 1);
        this.usual = property.shown().apply(least) + " to " + property.shown().apply(greatest);
    }

    /** @param mayBeSkewed false for numbers without a natural zero, such as times */
    static Optional<NumberFeature> of(Property property, boolean mayBeSkewed, List<Row> rows) {
        double[] sorted = sorted(property.reading(), rows);
        if (sorted.length < rows.size() / 10 || sorted.length < 2) {
            return Optional.empty();
        }
        double tenth = Quantiles.of(sorted, 0.1);
        double middle = Quantiles.of(sorted, 0.5);
        boolean skewed = mayBeSkewed
                && Quantiles.of(sorted, 0.01) >= 0
                && Quantiles.of(sorted, 0.9) - middle > 3 * (middle - tenth)
                && middle > 0;
        return Optional.of(new NumberFeature(property, sorted, !skewed ? 0 : tenth > 0 ? tenth : middle / 100));
    }

    private static double[] sorted(ToDoubleFunction<Row> reading, List<Row> rows) {
        return rows.stream()
                .mapToDouble(reading)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    /** The logarithm of a skewed number; of zero and negative ones, the inverse hyperbolic sine continues it. */
    private double scaled(double value) {
        if (unit == 0) {
            return value;
        }
        double ratio = Math.abs(value / unit);
        double size = ratio > 1e8
                ? Math.log(2) + Math.log(Math.abs(value)) - Math.log(unit)
                : Math.log(ratio + Math.sqrt(ratio * ratio + 1));
        return Math.copySign(size, value);
    }

    /** The nearest double: the difference of two numbers may be beyond all of them. */
    private static double finite(double number) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number));
    }

    private double standardised(double value) {
        return finite((scaled(value) - median) / spread);
    }

    @Override
    public double position(Row row) {
        double value = property.reading().applyAsDouble(row);
        if (!Double.isFinite(value)) {
            return 0;
        }
        double standardised = standardised(value);
        double ratio = standardised < 0 ? standardised / low : standardised / high;
        double size = ratio <= 1 ? ratio : Math.min(FURTHEST, 1 + STEEPNESS * Math.log(ratio));
        return Math.copySign(size, standardised);
    }

    @Override
    public Deviation deviation(Row row) {
        double value = property.reading().applyAsDouble(row);
        return new Deviation(
                property.name(), Double.isFinite(value) ? property.shown().apply(value) : "none", usual);
    }

    @Override
    public Optional<Shift> shift(List<Row> source, List<Row> target) {
        double[] here = sorted(property.reading(), source);
        double[] there = sorted(property.reading(), target);
        if (here.length == 0 || there.length == 0) {
            return Optional.empty();
        }
        double critical = critical(here.length) + critical(there.length);
        double distance = distance(here, there);
        return distance < critical
                ? Optional.empty()
                : Optional.of(new Shift(
                        new Anomaly.Score(distance, critical),
                        new Deviation(property.name(), "target: " + quartiles(there), "source: " + quartiles(here))));
    }

    private static double critical(int rows) {
        return Math.sqrt(Math.log(2 / CHANCE) / (2 * rows));
    }

    /** The largest difference of the two distribution functions (Kolmogorov and Smirnov). */
    private static double distance(double[] one, double[] other) {
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double at = Math.min(one[i], other[j]);
            while (i < one.length && one[i] <= at) {
                i++;
            }
            while (j < other.length && other[j] <= at) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / one.length - (double) j / other.length));
        }
        return most;
    }

    private String quartiles(double[] sorted) {
        return "half of the values from " + property.shown().apply(Quantiles.of(sorted, 0.25)) + " to "
                + property.shown().apply(Quantiles.of(sorted, 0.75));
    }
}
