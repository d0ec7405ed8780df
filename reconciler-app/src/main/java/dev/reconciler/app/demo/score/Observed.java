package dev.reconciler.app.demo.score;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * One discrepancy as the daemon recorded it.
 *
 * @param subject an encoded key, a rule's name and group, or empty for the table
 * @param detectedAt when it was first recorded
 */
public record Observed(
        String table, TenantId tenant, String subject, DiscrepancyType type, Instant detectedAt, Outcome outcome) {}
