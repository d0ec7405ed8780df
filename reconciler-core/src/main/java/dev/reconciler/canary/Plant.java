package dev.reconciler.canary;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A difference that the canary job makes in the target, as it is on record.
 *
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 * @param before what both sides held; null for a row that neither had
 * @param after what the target holds while it is planted; null for a row that was taken away
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
            throw new IllegalArgumentException("nothing to plant for " + key + " of " + table);
        }
    }

    /** As what verification must find it. */
    public DiscrepancyType type() {
        if (after == null) {
            return DiscrepancyType.MISSING_IN_TARGET;
        }
        return before == null ? DiscrepancyType.EXTRA_IN_TARGET : DiscrepancyType.FIELD_MISMATCH;
    }
}
