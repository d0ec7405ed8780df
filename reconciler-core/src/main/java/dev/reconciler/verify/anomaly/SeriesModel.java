package dev.reconciler.verify.anomaly;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds sudden changes in a series: a random cut forest learns the changes from run to run, in logarithms, with the change before each, and the
 * points since a given time are scored against the earlier ones. A change of less than 5 % is usual in any series, and so is steady growth.
 */
public final class SeriesModel {
    /** Runs of a series at most. */
    public static final int RUNS = 500;

    /** The earlier points below which a series is not judged. */
    static final int LEAST_POINTS = 100;

    private static final double USUAL_CHANGE = Math.log(1.05);
    private static final double TAIL = 0.005;
    private static final double STEEPNESS = 12;
    private static final double FURTHEST = 60;

    private final double low;
    private final double high;

    private SeriesModel(double[] earlier) {
        double[] sorted = earlier.clone();
        Arrays.sort(sorted);
        this.low = Math.min(Quantiles.of(sorted, TAIL), -USUAL_CHANGE);
        this.high = Math.max(Quantiles.of(sorted, 1 - TAIL), USUAL_CHANGE);
    }

    /** @param since points from this time on are judged */
    public static List<Anomaly> judge(Series series, Instant since, long seed) {
        List<Series.Point> points = series.points();
        int from = 0;
        while (from < points.size() && points.get(from).at().isBefore(since)) {
            from++;
        }
        if (from < LEAST_POINTS || from == points.size()) {
            return List.of();
        }
        double[] changes = changes(points);
        SeriesModel model = new SeriesModel(Arrays.copyOfRange(changes, 1, from));
        List<Integer> suspects = new ArrayList<>();
        for (int i = from; i < points.size(); i++) {
            if (Math.abs(model.position(changes[i])) > 1) {
                suspects.add(i);
            }
        }
        return suspects.isEmpty() ? List.of() : model.judged(series, changes, from, suspects, seed);
    }

    private List<Anomaly> judged(Series series, double[] changes, int from, List<Integer> suspects, long seed) {
        List<float[]> earlier = new ArrayList<>();
        for (int i = 2; i < from; i++) {
            earlier.add(point(changes, i));
        }
        CutForest forest = new CutForest(earlier, seed);
        double threshold =
                Threshold.of(earlier.stream().mapToDouble(forest::score).toArray());
        List<Anomaly> found = new ArrayList<>();
        for (int i : suspects) {
            double score = forest.score(point(changes, i));
            if (score > threshold) {
                found.add(anomaly(series, i, new Anomaly.Score(score, threshold)));
            }
        }
        return found;
    }

    private static double[] changes(List<Series.Point> points) {
        double[] changes = new double[points.size()];
        for (int i = 1; i < changes.length; i++) {
            changes[i] = Math.log1p(points.get(i).value())
                    - Math.log1p(points.get(i - 1).value());
        }
        return changes;
    }

    private double position(double change) {
        double ratio = change < 0 ? change / low : change / high;
        double size = ratio <= 1 ? ratio : Math.min(FURTHEST, 1 + STEEPNESS * Math.log(ratio));
        return Math.copySign(size, change);
    }

    private float[] point(double[] changes, int index) {
        return new float[] {(float) position(changes[index]), (float) position(changes[index - 1])};
    }

    private Anomaly anomaly(Series series, int index, Anomaly.Score score) {
        Series.Point now = series.points().get(index);
        Series.Point before = series.points().get(index - 1);
        return new Anomaly(
                series.table(),
                series.tenant(),
                Anomaly.Kind.SERIES,
                null,
                score,
                List.of(new Deviation(
                        series.measure(),
                        before.value() + " at " + before.at() + ", " + now.value() + " at " + now.at(),
                        String.format(
                                Locale.ROOT,
                                "a change of %.1f %% to %+.1f %% between runs",
                                100 * Math.expm1(low),
                                100 * Math.expm1(high)))));
    }
}
