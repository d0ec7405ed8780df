package dev.reconciler.verify.sample;

import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The estimate for a table or for a part of its rows.
 *
 * @param tenant null unless the part is one tenant's
 */
public record PartEstimate(Part part, @Nullable TenantId tenant, SampleEstimate estimate) {
    /** The kinds of parts, in the order of lists. */
    public enum Part {
        /** All rows of the table. */
        TABLE,
        /** Rows that the stream changed recently; deleted ones count as rows. */
        RECENT,
        TENANT
    }
}
