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

    private final double tail;

    /** @param tail the greatest probability with which each bound may exclude the truth, between 0 and 1 exclusive */
    ExactBounds(double tail) {
        this.tail = tail;
    }

    /**
     * @param differing rows found in the draw, at most {@code drawn}
     * @param drawn more than 0 and fewer than {@code population}
     */
    SampleSize.Interval of(long differing, long drawn, long population) {
        int size = (int) Math.min(drawn, Integer.MAX_VALUE);
        int found = (int) Math.min(differing, size);
        return population > HUGE ? binomial(found, size) : hypergeometric(found, size, (int) population);
    }

    private SampleSize.Interval binomial(int found, int drawn) {
        var interval = BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(drawn, found, 2 * tail);
        return new SampleSize.Interval(interval.getLowerBound(), interval.getUpperBound());
    }

    private SampleSize.Interval hypergeometric(int found, int drawn, int population) {
        // At least the found rows differ, and at least the other drawn rows agree.
        int most = population - drawn + found;
        long least = firstWhere(
                found,
                most,
                differing -> HypergeometricDistribution.of(population, (int) differing, drawn)
                                .survivalProbability(found - 1)
                        > tail);
        long beyond = firstWhere(
                found,
                most + 1L,
                differing -> HypergeometricDistribution.of(population, (int) differing, drawn)
                                .cumulativeProbability(found)
                        <= tail);
        return new SampleSize.Interval((double) least / population, (double) (beyond - 1) / population);
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
