package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.sample.PartEstimate.Part;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleGoal;
import org.jspecify.annotations.Nullable;

/**
 * The estimate of a run of the job {@code sample} for one table, or for a part of its rows.
 *
 * @param tenant null unless the part is one tenant's; {@link TenantId#NONE} for the rows without a tenant in a table with tenants
 * @param seed the seed of the draw: with the same seed, a run draws the same keys
 */
public record RunSample(
        String table, Part part, @Nullable TenantId tenant, SampleEstimate estimate, SampleGoal goal, long seed) {
    /** Creates the estimate of the whole table, or of a tenant. */
    public RunSample(String table, @Nullable TenantId tenant, SampleEstimate estimate, SampleGoal goal, long seed) {
        this(table, tenant == null ? Part.TABLE : Part.TENANT, tenant, estimate, goal, seed);
    }
}
