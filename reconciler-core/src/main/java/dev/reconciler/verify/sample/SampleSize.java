package dev.reconciler.verify.sample;

/**
 * How many rows to draw, and what a draw says. Cochran's formula with finite population correction (W. G. Cochran, Sampling
 * Techniques, 3rd ed., 4.4); the interval's bounds are exact ({@link ExactBounds}).
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

    /** Between which shares of differing rows the truth lies, given {@code differing} of {@code drawn}, of {@code population}. */
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

    /** The two-sided normal quantile (P. J. Acklam's rational approximation; relative error below 1.15e-9). */
    private double z() {
        double tail = (1 - confidence) / 2; // 1 - tail would round to 1 near certainty
        double[] a = {
            -39.69683028665376,
            220.9460984245205,
            -275.9285104469687,
            138.3577518672690,
            -30.66479806614716,
            2.506628277459239
        };
        double[] b = {-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572};
        double[] c = {
            -0.007784894002430293,
            -0.3223964580411365,
            -2.400758277161838,
            -2.549732539343734,
            4.374664141464968,
            2.938163982698783
        };
        double[] d = {0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416};
        if (tail < 0.02425) {
            double q = Math.sqrt(-2 * Math.log(tail));
            return -(((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5])
                    / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
        }
        double q = 0.5 - tail;
        double r = q * q;
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5])
                * q
                / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }

    /** Shares of the rows, 0 to 1. */
    public record Interval(double from, double to) {}
}
