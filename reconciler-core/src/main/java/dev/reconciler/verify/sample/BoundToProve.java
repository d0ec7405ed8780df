package dev.reconciler.verify.sample;

/**
 * A bound that a sample without a differing row proves: with this confidence, fewer rows than that differ. The bound is exact for a
 * draw without replacement: if as many rows differed, a draw of this size would miss all of them with a probability of at most 1 -
 * confidence.
 *
 * @param confidence between 0 and 1 exclusive
 * @param fewerThan the number of differing rows that is to be excluded, at least 1
 */
public record BoundToProve(double confidence, long fewerThan) implements SampleGoal {
    public BoundToProve {
        SampleSize.requireShare("confidence", confidence);
        if (fewerThan < 1) {
            throw new IllegalArgumentException("fewerThan must be at least 1: " + fewerThan);
        }
    }

    /** A population of no more rows than the bound is drawn whole. */
    @Override
    public long of(Population population) {
        return population.rows() <= fewerThan ? population.rows() : of(population.keys(fewerThan));
    }

    private long of(long population) {
        long low = 1;
        long high = population;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (logOfMissingAll(middle, population) <= Math.log1p(-confidence)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** One-sided: nothing is stated about the least number of differing rows. */
    @Override
    public Bounds ofPart(long differing, long drawn, Population population) {
        Bounds bounds = new ExactBounds(1 - confidence).of(differing, drawn, population);
        return new Bounds(
                0, bounds.most(), new SampleSize.Interval(0, bounds.share().to()));
    }

    /** The logarithm of C(N - k, n) / C(N, n), which is the product of (N - n - i) / (N - i) over the k rows. */
    private double logOfMissingAll(long drawn, long population) {
        double log = 0;
        for (long i = 0; i < fewerThan; i++) {
            if (drawn > population - 1 - i) {
                return Double.NEGATIVE_INFINITY;
            }
            log += Math.log1p(-(double) drawn / (population - i));
        }
        return log;
    }
}
