package dev.reconciler.discrepancy;

import dev.reconciler.row.TenantId;

/**
 * An open discrepancy that is not about one row but follows from rows: a count's or a rule's. Where several groups of one rule are open,
 * there is one of these for all of them.
 *
 * @param subject as {@link Finding#subject}
 */
public record DependentFinding(String table, TenantId tenant, DiscrepancyType type, String subject) {}
