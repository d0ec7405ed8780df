package dev.reconciler.bench.lab.score;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * One discrepancy as the daemon recorded it.
 *
 * @param subject an encoded key, a rule's name and group, or empty for the table
 * @param cause the cause that the daemon recorded
 * @param detectedAt time of its first record
 */
public record Observed(
        String table,
        TenantId tenant,
        String subject,
        DiscrepancyType type,
        Cause cause,
        Instant detectedAt,
        DriftOutcome outcome) {}
