package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model of the usual rows of one tenant in one table: a random cut forest over the positions of their {@linkplain Feature features}, with the
 * greatest position of a row as a further dimension, so that one wild value in a wide row is not lost.
 */
public final class RowModel {
    private static final int MOST_DEVIATIONS = 5;

    private final List<Feature> features;
    private final CutForest forest;
    private final double threshold;

    private RowModel(List<Feature> features, List<Row> rows, long seed) {
        this.features = List.copyOf(features);
        List<float[]> points = rows.stream().map(this::point).toList();
        this.forest = new CutForest(points, seed);
        this.threshold = Threshold.of(points.stream().mapToDouble(forest::score).toArray());
    }

    /**
     * Learns the usual rows.
     *
     * @param rows of one tenant; a few unusual ones among them do no harm
     * @param seed equal seeds on equal rows give an equal model
     * @return empty if the table has no column that can be judged
     */
    public static Optional<RowModel> train(MappedTable table, List<Row> rows, long seed) {
        List<Feature> features = RowFeatures.of(table, rows);
        return features.isEmpty() ? Optional.empty() : Optional.of(new RowModel(features, rows, seed));
    }

    private float[] point(Row row) {
        float[] point = new float[features.size() + 1];
        float most = 0;
        for (int i = 0; i < features.size(); i++) {
            point[i] = (float) features.get(i).position(row);
            most = Math.max(most, Math.abs(point[i]));
        }
        point[features.size()] = most;
        return point;
    }

    public Anomaly.Score score(Row row) {
        return new Anomaly.Score(forest.score(point(row)), threshold);
    }

    public double threshold() {
        return threshold;
    }

    /** The properties of a row that are not usual, by their part in its score; the one with the greatest part if all are usual. */
    public List<Deviation> deviations(Row row) {
        float[] point = point(row);
        double[] parts = forest.attribution(point);
        List<Integer> byPart = IntStream.range(0, features.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> parts[i]).reversed())
                .toList();
        List<Integer> unusual = byPart.stream()
                .filter(i -> Math.abs(point[i]) > 1)
                .limit(MOST_DEVIATIONS)
                .toList();
        return (unusual.isEmpty() ? byPart.subList(0, 1) : unusual)
                .stream().map(i -> features.get(i).deviation(row)).toList();
    }

    /** The properties that are distributed otherwise in the target. */
    List<Feature.Shift> shifts(List<Row> source, List<Row> target) {
        List<Feature.Shift> shifts = new ArrayList<>();
        features.forEach(feature -> feature.shift(source, target).ifPresent(shifts::add));
        return shifts;
    }
}
