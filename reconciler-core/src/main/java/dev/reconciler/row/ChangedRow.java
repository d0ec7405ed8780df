package dev.reconciler.row;

import org.jspecify.annotations.Nullable;

/**
 * One row of the target, before and after a write.
 *
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 * @param before null if there was no row
 * @param after null if the row was deleted
 */
public record ChangedRow(
        String table,
        TenantId tenant,
        RowKey key,
        @Nullable Row before,
        @Nullable Row after) {}
