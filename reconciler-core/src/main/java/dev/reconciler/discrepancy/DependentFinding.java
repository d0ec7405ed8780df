package dev.reconciler.discrepancy;

import dev.reconciler.row.TenantId;

/**
 * An open discrepancy of a count or a rule, which follows from rows. All open groups of one rule share one dependent finding.
 *
 * @param subject as {@link Finding#subject}
 */
public record DependentFinding(String table, TenantId tenant, DiscrepancyType type, String subject) {}
