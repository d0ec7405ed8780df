package dev.reconciler.canary;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.ChangedRow;

/**
 * The record of a difference that the canary job plants in the target.
 *
 * @param row before, as on both sides; after, as in the target while the plant is in place
 * @param fence sequence at which both sides were proven to hold the row before
 */
public record Plant(String id, String pipeline, String run, ChangedRow row, long fence) {
    public Plant {
        if (row.before() == null && row.after() == null) {
            throw new IllegalArgumentException(
                    "a plant needs a row before or after: " + row.key() + " of " + row.table());
        }
    }

    /** The number of rows by which the plant makes the target shorter: 1, 0 or -1. */
    int lackingRows() {
        return row.after() == null ? 1 : row.before() == null ? -1 : 0;
    }

    /** The type of discrepancy that verification must report. */
    public DiscrepancyType type() {
        if (row.after() == null) {
            return DiscrepancyType.MISSING_IN_TARGET;
        }
        return row.before() == null ? DiscrepancyType.EXTRA_IN_TARGET : DiscrepancyType.FIELD_MISMATCH;
    }
}
