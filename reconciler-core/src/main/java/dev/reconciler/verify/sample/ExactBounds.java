package dev.reconciler.verify.sample;

import java.util.function.DoubleUnaryOperator;

/**
 * The bounds between which the number of differing rows lies, given how many a draw without replacement found: those numbers
 * under which neither so many nor so few would be found with a probability of at most half of 1 - confidence. So the confidence
 * holds for every number of differing rows, also for a handful in millions, where an approximation by the normal distribution
 * excludes the truth.
 *
 * <p>The tails are the hypergeometric distribution's (W. G. Cochran, Sampling Techniques, 3rd ed., 3.5). Beyond
 * {@link #HUGE} rows, or of an unknown number, they are the binomial distribution's (C. J. Clopper and E. S. Pearson, Biometrika
 * 26, 1934): a draw from so many is one with replacement, and the bounds are wider rather than narrower.
 */
final class ExactBounds {
    /** Rows beyond which the rounding of {@link #logFactorial} would show. */
    static final long HUGE = 1_000_000_000;

    private static final double NEGLIGIBLE = 1e-17;
    private static final int HALVINGS = 200;
    private static final double[] SMALL = new double[256];

    static {
        for (int n = 2; n < SMALL.length; n++) {
            SMALL[n] = SMALL[n - 1] + Math.log(n);
        }
    }

    private final double tail;

    /** @param confidence between 0 and 1 exclusive */
    ExactBounds(double confidence) {
        this.tail = (1 - confidence) / 2;
    }

    /**
     * @param differing found in the draw, at most {@code drawn}
     * @param drawn more than 0 and fewer than {@code population}
     */
    SampleSize.Interval of(long differing, long drawn, long population) {
        return population > HUGE ? binomial(differing, drawn) : hypergeometric(differing, drawn, population);
    }

    private SampleSize.Interval hypergeometric(long found, long drawn, long population) {
        long most = population - drawn + found;
        long least = found;
        if (found > 0) {
            // The fewest under which so many may be found.
            long low = found;
            long high = most;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (1 - atMost(found - 1, middle, drawn, population) > tail) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            least = low;
        }
        if (found < drawn) {
            // The most under which so few may be found.
            long low = least;
            long high = most;
            while (low < high) {
                long middle = low + (high - low + 1) / 2;
                if (atMost(found, middle, drawn, population) > tail) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            most = low;
        }
        return new SampleSize.Interval((double) least / population, (double) most / population);
    }

    /** The probability that a draw finds at most so many, if {@code differing} rows of the population differ. */
    private static double atMost(long found, long differing, long drawn, long population) {
        long fewest = Math.max(0, drawn - (population - differing));
        long most = Math.min(drawn, differing);
        if (found >= most) {
            return 1;
        }
        double term = Math.exp(logChoose(differing, found)
                + logChoose(population - differing, drawn - found)
                - logChoose(population, drawn));
        double sum = 0;
        for (long i = found; i >= fewest; i--) {
            sum += term;
            double ratio = (double) i
                    * (population - differing - drawn + i)
                    / ((double) (differing - i + 1) * (drawn - i + 1));
            term *= ratio;
            if (ratio < 1 && term < sum * NEGLIGIBLE) {
                return Math.min(1, sum);
            }
        }
        return Math.min(1, sum);
    }

    private SampleSize.Interval binomial(long found, long drawn) {
        double from = found == 0 ? 0 : crossing(share -> 1 - atMost(found - 1, drawn, share) - tail);
        double to = found == drawn ? 1 : crossing(share -> tail - atMost(found, drawn, share));
        return new SampleSize.Interval(from, to);
    }

    /** Where a rising function passes 0, between 0 and 1. */
    private static double crossing(DoubleUnaryOperator rising) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS && low < high; i++) {
            double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double atMost(long found, long drawn, double share) {
        if (share <= 0) {
            return 1;
        }
        if (share >= 1) {
            return found >= drawn ? 1 : 0;
        }
        double term =
                Math.exp(logChoose(drawn, found) + found * Math.log(share) + (drawn - found) * Math.log1p(-share));
        double sum = 0;
        for (long i = found; i >= 0; i--) {
            sum += term;
            double ratio = i * (1 - share) / ((drawn - i + 1) * share);
            term *= ratio;
            if (ratio < 1 && term < sum * NEGLIGIBLE) {
                return Math.min(1, sum);
            }
        }
        return Math.min(1, sum);
    }

    private static double logChoose(long n, long k) {
        return k < 0 || k > n ? Double.NEGATIVE_INFINITY : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
    }

    /** Stirling's series; its error is below the rounding of a double from 256 on. */
    private static double logFactorial(long n) {
        if (n < SMALL.length) {
            return SMALL[(int) n];
        }
        double square = (double) n * n;
        return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + (1.0 / 12 - 1.0 / (360 * square)) / n;
    }
}
