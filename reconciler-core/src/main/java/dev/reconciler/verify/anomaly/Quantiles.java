package dev.reconciler.verify.anomaly;

/** Quantiles of sorted numbers. */
final class Quantiles {
    private Quantiles() {}

    /** The least value that at least this share of the values does not exceed. */
    static double of(double[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, Math.min(sorted.length - 1, index))];
    }
}
