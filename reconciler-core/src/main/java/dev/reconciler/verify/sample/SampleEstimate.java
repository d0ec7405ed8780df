package dev.reconciler.verify.sample;

/**
 * The estimate that a sample gives for a table, or for a tenant's rows in it.
 *
 * @param population rows of the side that has more; if all were compared, the keys of either side
 * @param drawn rows compared
 * @param differing compared rows that differ
 * @param rate estimated share of differing rows
 * @param errors estimated number of differing rows
 * @param interval bounds of the share, at the goal's confidence
 * @param largerSample the size of a sample that would allow a statement if the same share of its rows differed, or the population if no
 *     smaller one would; 0 if this sample allows one
 */
public record SampleEstimate(
        long population,
        long drawn,
        long differing,
        double rate,
        Errors errors,
        SampleSize.Interval interval,
        Recommendation recommendation,
        long largerSample) {
    private static final double EXCELLENT = 0.01;
    private static final double ACCEPTABLE = 0.05;
    private static final double POOR = 0.1;

    /** A number of differing rows, with its bounds at the goal's confidence. */
    public record Errors(long estimated, long least, long most) {}

    /** Rows that were drawn uniformly of a population. */
    public record Draw(Population population, long drawn, long differing) {
        double rate() {
            return drawn == 0 ? 0 : (double) differing / drawn;
        }
    }

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

    /** The estimate from a uniform draw. */
    static SampleEstimate of(SampleGoal goal, Draw draw) {
        return of(goal, draw, draw, draw.rate());
    }

    /**
     * The estimate from a uniform draw and further rows. The further rows are no uniform draw of the population, so the bounds are
     * those of the uniform draw; but every differing row among them counts for the least number.
     *
     * @param all every compared row
     * @param rate estimated share of differing rows, with the further rows weighted
     */
    static SampleEstimate of(SampleGoal goal, Draw uniform, Draw all, double rate) {
        Population population = uniform.population();
        Bounds bounds = goal.bounds(uniform.differing(), uniform.drawn(), population);
        long least = Math.max(bounds.least(), all.differing());
        long most = Math.max(bounds.most(), least);
        SampleSize.Interval share = bounds.share();
        if (least > bounds.least()) {
            double from = Math.max(share.from(), (double) least / Math.max(population.keys(least), all.drawn()));
            share = new SampleSize.Interval(from, Math.max(share.to(), from));
        }
        long total = Math.round(rate * population.rows());
        Recommendation recommendation = recommendation(share);
        return new SampleEstimate(
                population.rows(),
                all.drawn(),
                all.differing(),
                Math.min(rate, share.to()),
                new Errors(Math.min(Math.max(total, least), most), least, most),
                share,
                recommendation,
                recommendation == Recommendation.LARGER_SAMPLE ? largerSample(goal, uniform) : 0);
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

    private static long largerSample(SampleGoal goal, Draw draw) {
        long population = draw.population().rows();
        long size = draw.drawn();
        while (size < population) {
            size = Math.min(population, size + size / 4 + 1);
            Bounds bounds = goal.bounds(Math.round(draw.rate() * size), size, draw.population());
            if (recommendation(bounds.share()) != Recommendation.LARGER_SAMPLE) {
                return size;
            }
        }
        return population;
    }

    /** The conclusion in words. */
    public String advice() {
        return switch (recommendation) {
            case EXCELLENT -> "excellent";
            case ACCEPTABLE -> "acceptable";
            case POOR -> "poor";
            case LARGER_SAMPLE -> "take a larger sample, of " + largerSample + " rows";
        };
    }
}
