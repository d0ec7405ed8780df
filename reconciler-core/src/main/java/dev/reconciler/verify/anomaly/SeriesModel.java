package dev.reconciler.verify.anomaly;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds sudden changes in a series: a random cut forest learns the changes from point to point, with the change before each, and the points
 * since a given time are scored against the earlier ones. Changes are in units of the one that is usual on the series' {@link Scale}. Steady
 * growth is usual too.
 */
public final class SeriesModel {
    /** Runs of a series at most. */
    public static final int RUNS = 500;

    /** Points of a share of NULL at most: one for each run of the job anomalies. */
    public static final int SHARES = 200;

    /** Points of a figure that is recorded each minute, at most: three days. */
    public static final int MINUTES = 3 * 24 * 60;

    /** Changes that are beyond the point from which the tail is continued. */
    private static final double BEYOND = 3;
    /** The tail's slope is measured from the point that so many times as many changes exceed. */
    private static final double WIDER = 4;
    /** The expected number of points of a judged part that exceed a bound by chance. */
    private static final double CHANCE = 0.005;

    private static final double STEEPNESS = 12;
    private static final double FURTHEST = 60;

    private final double low;
    private final double high;

    /** @param judged number of points, which decides how far the usual changes are continued */
    private SeriesModel(double[] earlier, int judged) {
        this.high = bound(earlier, judged);
        this.low = -bound(Arrays.stream(earlier).map(change -> -change).toArray(), judged);
    }

    /** The upper tail of the changes is continued as an exponential one. */
    private static double bound(double[] changes, int judged) {
        double[] sorted = changes.clone();
        Arrays.sort(sorted);
        double tail = BEYOND / sorted.length;
        double from = Quantiles.of(sorted, 1 - WIDER * tail);
        double to = Quantiles.of(sorted, 1 - tail);
        double steps = Math.max(0, Math.log(tail * judged / CHANCE)) / Math.log(WIDER);
        return Math.max(1, to + (to - from) * steps);
    }

    /** @param since points from this time on are judged */
    public static List<Anomaly> judge(Series series, Instant since, long seed) {
        List<Series.Point> points = series.points();
        int from = 0;
        while (from < points.size() && points.get(from).at().isBefore(since)) {
            from++;
        }
        if (from < series.scale().leastPoints() || from == points.size()) {
            return List.of();
        }
        double[] changes = changes(series);
        SeriesModel model = new SeriesModel(Arrays.copyOfRange(changes, 1, from), points.size() - from);
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

    private static double[] changes(Series series) {
        List<Series.Point> points = series.points();
        double[] changes = new double[points.size()];
        for (int i = 1; i < changes.length; i++) {
            Series.Point before = points.get(i - 1);
            Series.Point now = points.get(i);
            double difference =
                    series.scale().place(now.value()) - series.scale().place(before.value());
            changes[i] = difference / series.scale().usual(before, now);
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
        Scale scale = series.scale();
        double usual = scale.usual(before, now);
        return new Anomaly(
                series.table(),
                series.tenant(),
                Anomaly.Kind.SERIES,
                null,
                score,
                List.of(new Deviation(
                        series.measure(),
                        scale.shown(before) + " at " + before.at() + ", " + scale.shown(now) + " at " + now.at(),
                        scale.range(before, low * usual, high * usual))));
    }
}
