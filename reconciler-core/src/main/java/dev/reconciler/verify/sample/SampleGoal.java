package dev.reconciler.verify.sample;

/** The statement that a sample is to prove. It decides how many rows are drawn, and which bounds the draw gives. */
public sealed interface SampleGoal permits SampleSize, BoundToProve {
    /** The least probability that the bounds hold the true number, between 0 and 1 exclusive. */
    double confidence();

    /** The number of rows to draw of a population. */
    long of(Population population);

    /** The bounds of a draw of a part of the population. */
    Bounds ofPart(long differing, long drawn, Population population);

    /** The bounds of the true number of differing rows, given {@code differing} of {@code drawn}, of the population. */
    default Bounds bounds(long differing, long drawn, Population population) {
        if (population.isAllOf(drawn)) {
            double exact = drawn == 0 ? 0 : (double) differing / drawn;
            return new Bounds(differing, differing, new SampleSize.Interval(exact, exact));
        }
        if (drawn <= 0) {
            return new Bounds(0, population.mostKeys(), new SampleSize.Interval(0, 1));
        }
        return ofPart(differing, drawn, population);
    }
}
