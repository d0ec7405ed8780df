package dev.reconciler.verify.anomaly;

import dev.reconciler.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two usual values that hardly ever stand in one row, such as a state and a date that contradict each other. A pair is judged by the logarithm of
 * the rows that it would have if both columns were independent, over those that it has (K. Das and J. Schneider, Detecting anomalous records
 * in categorical datasets, KDD 2007); the row's position is that of its most unusual pair.
 */
final class PairFeature implements Feature {
    /** The least number of rows that a pair must lack for a judgement. */
    private static final double LEAST_EXPECTED = 12;

    private static final double LEAST_USUAL = Math.log(8);
    private static final double STEEPNESS = 6;

    private final List<CategoryFeature> columns;
    private final int rows;
    private final Map<Pair, Integer> counts = new HashMap<>();
    private final double usual;

    private record Pair(int first, int second, String one, String other) {}

    private record Judged(Pair pair, double expected, int found) {
        double surprise() {
            return Math.log(expected / (found + 0.5));
        }
    }

    PairFeature(List<CategoryFeature> columns, List<Row> rows) {
        this.columns = List.copyOf(columns);
        this.rows = rows.size();
        for (Row row : rows) {
            pairs(row).forEach(pair -> counts.merge(pair, 1, Integer::sum));
        }
        double[] surprises = rows.stream().mapToDouble(this::surprise).sorted().toArray();
        this.usual = Math.max(LEAST_USUAL, Quantiles.of(surprises, 0.99));
    }

    private List<Pair> pairs(Row row) {
        List<@Nullable String> values = new ArrayList<>();
        columns.forEach(column -> values.add(column.property().reading().apply(row)));
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                String one = values.get(i);
                String other = values.get(j);
                if (one != null && other != null) {
                    pairs.add(new Pair(i, j, one, other));
                }
            }
        }
        return pairs;
    }

    private Judged judged(Pair pair) {
        double expected = (double) columns.get(pair.first()).count(pair.one())
                * columns.get(pair.second()).count(pair.other())
                / rows;
        return new Judged(pair, expected, counts.getOrDefault(pair, 0));
    }

    private @Nullable Judged most(Row row) {
        Judged most = null;
        for (Pair pair : pairs(row)) {
            Judged judged = judged(pair);
            if (judged.expected() >= LEAST_EXPECTED && (most == null || judged.surprise() > most.surprise())) {
                most = judged;
            }
        }
        return most;
    }

    private double surprise(Row row) {
        Judged most = most(row);
        return most == null ? 0 : Math.max(0, most.surprise());
    }

    @Override
    public double position(Row row) {
        double surprise = surprise(row);
        return surprise <= usual ? surprise / usual : 1 + STEEPNESS * (surprise - usual);
    }

    @Override
    public Deviation deviation(Row row) {
        Judged most = most(row);
        if (most == null) {
            return new Deviation("pairs of values", "none", "none");
        }
        Pair pair = most.pair();
        return new Deviation(
                columns.get(pair.first()).property().name() + " with "
                        + columns.get(pair.second()).property().name(),
                Feature.shortened(pair.one()) + " with " + Feature.shortened(pair.other()),
                "together in " + most.found() + " of " + rows + " rows, and " + Math.round(most.expected())
                        + " would be expected if they were independent");
    }

    @Override
    public Optional<Shift> shift(List<Row> source, List<Row> target) {
        return Optional.empty();
    }
}
