package dev.reconciler.verify.sample;

import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The estimate for a table or for one of its tenants.
 *
 * @param tenant null for the whole table
 */
public record PartEstimate(@Nullable TenantId tenant, SampleEstimate estimate) {}
