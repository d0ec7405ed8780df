package dev.reconciler.verify.anomaly;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An unusual row, a column whose values are distributed otherwise in the target, or a sudden change of a figure. It proves nothing, and causes no action.
 *
 * @param table the mapping's id; empty for a figure of the pipeline
 * @param key null if it is no row
 * @param deviations the properties that differ from the usual ones, the most important first
 */
public record Anomaly(
        String table, TenantId tenant, Kind kind, @Nullable RowKey key, Score score, List<Deviation> deviations) {
    public Anomaly {
        deviations = List.copyOf(deviations);
    }

    /** The kinds; their names are stable. */
    public enum Kind {
        /** Both sides have the same row, and it is unusual among the rows of its tenant. */
        ROW,
        /** The target's row, which the source lacks or has otherwise, is unusual among the source's rows. */
        TARGET_ROW,
        /** The values of a column are distributed otherwise in the target. */
        COLUMN,
        /** A figure of the table and tenant, or of the pipeline, changed suddenly. */
        SERIES
    }

    /**
     * @param value of a row: the forest's score; of a column: the largest difference of the two distributions, 0 to 1
     * @param threshold the least value that is an anomaly, which follows from the data
     */
    public record Score(double value, double threshold) {
        /** The value in units of the threshold, by which anomalies of different models compare. */
        public double excess() {
            return threshold > 0 ? value / threshold : value;
        }
    }
}
