package dev.reconciler.verify.anomaly;

import dev.reconciler.row.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value among few, judged by the number of training rows that have it. A value is usual if more than 1 % of the rows have it, or if rows with
 * values as rare as it are more than 1 % together.
 */
final class CategoryFeature implements Feature {
    private static final double USUAL_SHARE = 0.01;
    private static final double STEEPNESS = 4;
    private static final double WEAK_STEEPNESS = 1;
    /** The values whose shares are compared; the other ones count together. */
    private static final int COMPARED = 10;
    /** The probability of a shift by chance. */
    private static final double CHANCE = 1e-6;

    private final Property property;
    private final Map<String, Integer> counts;
    private final int rows;
    private final double steepness;
    private final double usual;

    /**
     * @param reading null for a row without the property
     * @param shown the value for a person
     */
    record Property(String name, Function<Row, @Nullable String> reading, Function<Row, @Nullable String> shown) {
        Property(String name, Function<Row, @Nullable String> reading) {
            this(name, reading, reading);
        }
    }

    private CategoryFeature(Property property, Map<String, Integer> counts, List<Row> rows, double steepness) {
        this.property = property;
        this.counts = counts;
        this.rows = rows.size();
        this.steepness = steepness;
        double[] surprises = rows.stream()
                .map(property.reading())
                .mapToDouble(value -> value == null ? 0 : surprise(value))
                .sorted()
                .toArray();
        this.usual = Math.max(-Math.log(USUAL_SHARE), Quantiles.of(surprises, 1 - USUAL_SHARE));
    }

    static CategoryFeature of(Property property, List<Row> rows) {
        return new CategoryFeature(property, counts(property, rows), rows, STEEPNESS);
    }

    /** A category whose rare values alone are hardly suspicious, such as an hour of the day. */
    static CategoryFeature weak(Property property, List<Row> rows) {
        return new CategoryFeature(property, counts(property, rows), rows, WEAK_STEEPNESS);
    }

    static Map<String, Integer> counts(Property property, List<Row> rows) {
        Map<String, Integer> counts = new HashMap<>();
        for (Row row : rows) {
            String value = property.reading().apply(row);
            if (value != null) {
                counts.merge(value, 1, Integer::sum);
            }
        }
        return counts;
    }

    Property property() {
        return property;
    }

    /** The number of distinct values. */
    int size() {
        return counts.size();
    }

    /** The number of training rows that have the value. */
    int count(String value) {
        return counts.getOrDefault(value, 0);
    }

    private double surprise(String value) {
        return Math.log(rows / (count(value) + 0.5));
    }

    @Override
    public double position(Row row) {
        String value = property.reading().apply(row);
        if (value == null) {
            return 0;
        }
        double surprise = Math.max(0, surprise(value));
        return surprise <= usual ? surprise / usual : 1 + steepness * (surprise - usual);
    }

    @Override
    public Deviation deviation(Row row) {
        String value = property.reading().apply(row);
        String shown = property.shown().apply(row);
        return new Deviation(
                property.name(),
                shown == null ? "NULL" : Feature.shortened(shown),
                "in " + (value == null ? 0 : count(value)) + " of " + rows + " rows");
    }

    /**
     * Compares the shares of the most frequent values. The bound on their difference is that of Weissman et al. (Inequalities for the L1
     * deviation of the empirical distribution, 2003).
     */
    @Override
    public Optional<Shift> shift(List<Row> source, List<Row> target) {
        Map<String, Integer> here = counts(property, source);
        Map<String, Integer> there = counts(property, target);
        double of = here.values().stream().mapToInt(n -> n).sum();
        double ofTarget = there.values().stream().mapToInt(n -> n).sum();
        if (of == 0 || ofTarget == 0) {
            return Optional.empty();
        }
        Map<String, Integer> either = new HashMap<>(here);
        there.forEach((value, n) -> either.merge(value, n, Integer::sum));
        List<String> values = either.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COMPARED)
                .map(Map.Entry::getKey)
                .toList();
        double moved = 0;
        double others = 0;
        for (String value : values) {
            double difference = difference(value, here, of, there, ofTarget);
            moved += Math.abs(difference);
            others -= difference;
        }
        double distance = (moved + Math.abs(others)) / 2;
        double critical = critical(values.size() + 1, of) + critical(values.size() + 1, ofTarget);
        if (distance < critical) {
            return Optional.empty();
        }
        String most = values.stream()
                .max(Comparator.comparingDouble(value -> Math.abs(difference(value, here, of, there, ofTarget))))
                .orElseThrow();
        return Optional.of(new Shift(
                new Anomaly.Score(distance, critical),
                new Deviation(
                        property.name(),
                        "target: " + share(most, there.getOrDefault(most, 0) / ofTarget),
                        "source: " + share(most, here.getOrDefault(most, 0) / of))));
    }

    private static double difference(
            String value, Map<String, Integer> here, double of, Map<String, Integer> there, double ofTarget) {
        return there.getOrDefault(value, 0) / ofTarget - here.getOrDefault(value, 0) / of;
    }

    private static double critical(int values, double rows) {
        return Math.sqrt((values * Math.log(2) - Math.log(CHANCE)) / (2 * rows));
    }

    private static String share(String value, double share) {
        return "'" + Feature.shortened(value) + "' in " + String.format(Locale.ROOT, "%.1f", 100 * share)
                + " % of the rows";
    }
}
