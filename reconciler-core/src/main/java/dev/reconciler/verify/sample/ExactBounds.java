package dev.reconciler.verify.sample;

import java.util.function.LongPredicate;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * The bounds of the number of differing rows, given the number that a draw without replacement found: a number is outside if,
 * under it, a draw with so many or so few differences has a probability of at most the given tail. So the confidence
 * holds for every number of differing rows, also for a handful in millions, where an approximation by the normal distribution
 * excludes the truth.
 *
 * <p>The tails are the hypergeometric distribution's (W. G. Cochran, Sampling Techniques, 3rd ed., 3.5). Beyond
 * {@link #HUGE} rows, or of an unknown number, they are the binomial distribution's (C. J. Clopper and E. S. Pearson, Biometrika
 * 26, 1934): a draw from so many is one with replacement, and the bounds are wider rather than narrower.
 */
final class ExactBounds {
    /** The population beyond which the hypergeometric distribution is not used: the library takes populations as int. */
    static final int HUGE = 1_000_000_000;
    /** A probability that equals the tail excludes a number, also if it is rounded up. */
    private static final double ROUNDING = 1 + 1e-9;

    private final double tail;

    /** @param tail the greatest probability with which each bound may exclude the truth, between 0 and 1 exclusive */
    ExactBounds(double tail) {
        this.tail = tail;
    }

    /**
     * The bounds, and the shares that they are: the lower one of the greatest number of keys, the upper one of the least.
     *
     * @param differing rows found in the draw, at most {@code drawn}
     * @param drawn more than 0
     */
    Bounds of(long differing, long drawn, Population population) {
        int size = (int) Math.min(drawn, Integer.MAX_VALUE);
        int found = (int) Math.min(differing, size);
        return population.rows() > HUGE ? binomial(found, size, population) : hypergeometric(found, size, population);
    }

    private Bounds binomial(int found, int drawn, Population population) {
        var interval = BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(drawn, found, 2 * tail);
        double most = interval.getUpperBound() * population.mostKeys();
        return new Bounds(
                (long) Math.floor(interval.getLowerBound() * population.rows()),
                (long) Math.ceil(interval.getUpperBound() * population.keys((long) most)),
                new SampleSize.Interval(interval.getLowerBound(), interval.getUpperBound()));
    }

    /**
     * The more keys of unknown number there are, the fewer differing rows a draw finds. So the least number is tested with as few keys
     * as possible, and the greatest one with as many.
     */
    private Bounds hypergeometric(int found, int drawn, Population population) {
        int agreeing = drawn - found;
        int fewest = (int) Math.max(population.rows(), drawn);
        // At least the found rows differ, and at least the other drawn rows agree.
        long least = firstWhere(
                found,
                fewest - agreeing,
                differing -> HypergeometricDistribution.of(fewest, (int) differing, drawn)
                                .survivalProbability(found - 1)
                        > tail);
        long beyond = firstWhere(found, population.mostKeys() + 1, differing -> {
            long keys = Math.max(population.keys(differing), drawn);
            return keys - differing < agreeing
                    || HypergeometricDistribution.of((int) keys, (int) differing, drawn)
                                    .cumulativeProbability(found)
                            <= tail * ROUNDING;
        });
        long most = beyond - 1;
        double from = (double) least / Math.max(population.keys(least), drawn);
        return new Bounds(least, most, new SampleSize.Interval(from, Math.min(1, (double) most / fewest)));
    }

    /** The first number in the range for which the condition holds, or the last number; the condition is monotonic. */
    private static long firstWhere(long from, long to, LongPredicate holds) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
