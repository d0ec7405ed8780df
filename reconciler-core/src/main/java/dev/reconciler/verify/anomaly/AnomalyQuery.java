package dev.reconciler.verify.anomaly;

import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A filter of anomalies; null leaves a condition out.
 *
 * @param page by number: the latest record first; after a cursor: the oldest first
 */
public record AnomalyQuery(
        String pipeline,
        @Nullable String run,
        @Nullable String table,
        @Nullable TenantId tenant,
        Anomaly.@Nullable Kind kind,
        PageRequest page) {}
