package dev.reconciler.verify.anomaly;

import java.util.Arrays;

/**
 * The score above which a row is unusual, from the scores of the training rows. Their upper tail, between the 90 % and the 98 % point, which a few
 * unusual rows hardly move, is continued as an exponential one to the point that 1 of 1,000 rows exceeds. However heavy the tail is, at most
 * 0.5 % of the training rows, or 5 rows, are above the threshold.
 */
final class Threshold {
    private static final double FROM = 0.1;
    private static final double TO = 0.02;
    private static final double EXCEEDED = 0.001;
    private static final double MOST = 0.005;
    private static final int MOST_OF_FEW = 5;

    private Threshold() {}

    static double of(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double from = Quantiles.of(sorted, 1 - FROM);
        double to = Quantiles.of(sorted, 1 - TO);
        double continued = to + (to - from) * Math.log(TO / EXCEEDED) / Math.log(FROM / TO);
        return Math.max(continued, sorted[sorted.length - 1 - Math.min(sorted.length - 1, most(sorted.length))]);
    }

    /** The greatest number of so many training rows that are unusual. */
    static int most(int rows) {
        return Math.max((int) (MOST * rows), MOST_OF_FEW);
    }
}
