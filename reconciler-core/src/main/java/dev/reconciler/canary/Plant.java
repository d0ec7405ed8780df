package dev.reconciler.canary;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The record of a difference that the canary job plants in the target.
 *
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 * @param before the row on both sides before; null if there was none
 * @param after the row in the target while the plant is in place; null if it was deleted there
 * @param fence sequence at which both sides were proven to hold {@code before}
 */
public record Plant(
        String id,
        String pipeline,
        String run,
        String table,
        TenantId tenant,
        RowKey key,
        @Nullable Row before,
        @Nullable Row after,
        long fence) {
    public Plant {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a plant needs a row before or after: " + key + " of " + table);
        }
    }

    /** The type of discrepancy that verification must report. */
    public DiscrepancyType type() {
        if (after == null) {
            return DiscrepancyType.MISSING_IN_TARGET;
        }
        return before == null ? DiscrepancyType.EXTRA_IN_TARGET : DiscrepancyType.FIELD_MISMATCH;
    }
}
