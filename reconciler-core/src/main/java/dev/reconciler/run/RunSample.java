package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleGoal;
import org.jspecify.annotations.Nullable;

/**
 * The estimate of a run of the job {@code sample} for one table, or for one tenant's rows in it.
 *
 * @param tenant null for the whole table; {@link TenantId#NONE} for the rows without a tenant in a table with tenants
 * @param seed the seed of the draw: with the same seed, a run draws the same keys
 */
public record RunSample(String table, @Nullable TenantId tenant, SampleEstimate estimate, SampleGoal goal, long seed) {}
