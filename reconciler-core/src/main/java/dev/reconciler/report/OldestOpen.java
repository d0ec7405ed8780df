package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;

/**
 * The open discrepancy that has been in its state for the longest time.
 *
 * @param tenant empty if its table has no tenants
 * @param since the time at which it entered its state
 */
public record OldestOpen(
        String id,
        String table,
        String tenant,
        DiscrepancyType type,
        Severity severity,
        DiscrepancyState state,
        Instant since) {}
