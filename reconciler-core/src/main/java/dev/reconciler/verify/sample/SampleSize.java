package dev.reconciler.verify.sample;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The size of a sample, and the interval that a draw proves. Cochran's formula with finite population correction (W. G. Cochran,
 * Sampling Techniques, 3rd ed., 4.4); the interval's bounds are exact ({@link ExactBounds}).
 *
 * @param confidence least probability that the interval holds the true share, between 0 and 1 exclusive
 * @param margin half-width wanted, as a share of the rows, between 0 and 1 exclusive
 */
public record SampleSize(double confidence, double margin) implements SampleGoal {
    /** 95 % confidence, 5 % margin: about 400 rows. */
    public static final SampleSize QUICK = new SampleSize(0.95, 0.05);
    /** 99 % confidence, 1 % margin: about 16,600 rows. */
    public static final SampleSize DEEP = new SampleSize(0.99, 0.01);

    public SampleSize {
        requireShare("confidence", confidence);
        requireShare("margin", margin);
    }

    static void requireShare(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1: " + value);
        }
    }

    /** Rows to draw of a population, at the least favourable share of one half. */
    @Override
    public long of(Population population) {
        long rows = population.rows();
        if (rows <= 0) {
            return 0;
        }
        double z = z();
        double infinite = z * z * 0.25 / (margin * margin);
        // n / (1 + (n - 1) / N), written so that an infinite n gives N
        double size = 1 / (1 / infinite + (1 - 1 / infinite) / rows);
        return Math.min(rows, (long) Math.ceil(size));
    }

    @Override
    public Bounds ofPart(long differing, long drawn, Population population) {
        return new ExactBounds((1 - confidence) / 2).of(differing, drawn, population);
    }

    /** The two-sided normal quantile. */
    private double z() {
        double tail = (1 - confidence) / 2; // 1 - tail would round to 1 near certainty
        return NormalDistribution.of(0, 1).inverseSurvivalProbability(tail);
    }

    /** Shares of the rows, 0 to 1. */
    public record Interval(double from, double to) {}
}
