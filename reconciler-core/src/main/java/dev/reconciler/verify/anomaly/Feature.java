package dev.reconciler.verify.anomaly;

import dev.reconciler.row.Row;
import java.util.List;
import java.util.Optional;

/** A property of rows that a model judges, with the usual values that the training rows have. */
sealed interface Feature permits NumberFeature, CategoryFeature, PairFeature {
    /** The longest text of a value in a {@link Deviation}. */
    int LONGEST = 200;

    /**
     * The row's position among the training rows: from -1 to 1 if it is usual, further away if it is not, finite in every case. Of a row
     * without the property it is 0.
     */
    double position(Row row);

    /** A row's value, and the usual ones. */
    Deviation deviation(Row row);

    /** The difference of two distributions. */
    record Shift(Anomaly.Score score, Deviation deviation) {}

    /** The difference between the values of both sides' rows; empty if chance can explain it. */
    Optional<Shift> shift(List<Row> source, List<Row> target);

    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
