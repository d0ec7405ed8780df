package dev.reconciler.verify.sample;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The size of a sample, and the interval that a draw proves. Cochran's formula with finite population correction (W. G. Cochran,
 * Sampling Techniques, 3rd ed., 4.4); the interval's bounds are exact ({@link ExactBounds}).
 *
 * @param confidence least probability that the interval holds the true share, between 0 and 1 exclusive
 * @param margin half-width wanted, as a share of the rows, between 0 and 1 exclusive
 */
public record SampleSize(double confidence, double margin) {
    public SampleSize {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must be between 0 and 1: " + confidence);
        }
        if (!(margin > 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be between 0 and 1: " + margin);
        }
    }

    /** Rows to draw of a population, at the least favourable share of one half. */
    public long of(long population) {
        if (population <= 0) {
            return 0;
        }
        double z = z();
        double infinite = z * z * 0.25 / (margin * margin);
        // n / (1 + (n - 1) / N), written so that an infinite n gives N
        double size = 1 / (1 / infinite + (1 - 1 / infinite) / population);
        return Math.min(population, (long) Math.ceil(size));
    }

    /**
     * The interval that holds the true share of differing rows, given {@code differing} of {@code drawn}, of {@code population}.
     */
    public Interval interval(long differing, long drawn, long population) {
        if (drawn <= 0) {
            return new Interval(0, population > 0 ? 1 : 0);
        }
        if (drawn >= population) {
            double exact = (double) differing / drawn;
            return new Interval(exact, exact);
        }
        return new ExactBounds(confidence).of(differing, drawn, population);
    }

    /** The two-sided normal quantile. */
    private double z() {
        double tail = (1 - confidence) / 2; // 1 - tail would round to 1 near certainty
        return NormalDistribution.of(0, 1).inverseSurvivalProbability(tail);
    }

    /** Shares of the rows, 0 to 1. */
    public record Interval(double from, double to) {}
}
