package dev.reconciler.verify.sample;

/**
 * The estimate that a sample gives for a whole table.
 *
 * @param population rows that exist, on the side that has more
 * @param drawn rows compared
 * @param differing compared rows that differ
 */
public record SampleEstimate(long population, long drawn, long differing, SampleGoal goal) {
    private static final double EXCELLENT = 0.01;
    private static final double ACCEPTABLE = 0.05;
    private static final double POOR = 0.1;

    /** The conclusion from an interval. */
    public enum Recommendation {
        /** Less than 1 % of the rows differ. */
        EXCELLENT,
        /** Less than 5 % of the rows differ. */
        ACCEPTABLE,
        /** More than 10 % of the rows differ. */
        POOR,
        /** The interval is too wide for each of these statements. */
        LARGER_SAMPLE
    }

    /** The share of compared rows that differ. */
    public double rate() {
        return drawn == 0 ? 0 : (double) differing / drawn;
    }

    /** The estimated number of differing rows of the table. */
    public long total() {
        return Math.round(rate() * population);
    }

    public SampleSize.Interval interval() {
        return goal.interval(differing, drawn, population);
    }

    public Recommendation recommendation() {
        return recommendation(interval());
    }

    private static Recommendation recommendation(SampleSize.Interval interval) {
        if (interval.to() < EXCELLENT) {
            return Recommendation.EXCELLENT;
        }
        if (interval.to() < ACCEPTABLE) {
            return Recommendation.ACCEPTABLE;
        }
        return interval.from() > POOR ? Recommendation.POOR : Recommendation.LARGER_SAMPLE;
    }

    /**
     * The size of a sample that would allow a statement if the same share of its rows differed; the population if no smaller one
     * would.
     */
    public long largerSample() {
        long size = drawn;
        while (size < population) {
            size = Math.min(population, size + size / 4 + 1);
            if (recommendation(goal.interval(Math.round(rate() * size), size, population))
                    != Recommendation.LARGER_SAMPLE) {
                return size;
            }
        }
        return population;
    }
}
