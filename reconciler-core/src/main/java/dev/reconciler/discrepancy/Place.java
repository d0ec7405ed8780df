package dev.reconciler.discrepancy;

import dev.reconciler.row.TenantId;

/**
 * The place of a difference.
 *
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 * @param subject the object that differs, within table and tenant; see {@link Finding#subject}
 */
public record Place(String table, TenantId tenant, String subject) {}
