package dev.reconciler.verify.sample;

/** The statement that a sample is to prove. It decides how many rows are drawn, and which interval the draw gives. */
public sealed interface SampleGoal permits SampleSize, BoundToProve {
    /** The least probability that the interval holds the true share, between 0 and 1 exclusive. */
    double confidence();

    /** The number of rows to draw of a population. */
    long of(long population);

    /** The bounds of a draw of a part of the population. */
    SampleSize.Interval ofPart(long differing, long drawn, long population);

    /**
     * The interval that holds the true share of differing rows, given {@code differing} of {@code drawn}, of {@code population}.
     */
    default SampleSize.Interval interval(long differing, long drawn, long population) {
        if (drawn <= 0) {
            return new SampleSize.Interval(0, population > 0 ? 1 : 0);
        }
        if (drawn >= population) {
            double exact = (double) differing / drawn;
            return new SampleSize.Interval(exact, exact);
        }
        return ofPart(differing, drawn, population);
    }
}
