package dev.reconciler.cdc.apply;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import java.util.Collection;
import java.util.List;

/**
 * The changes that an applier handles, and their effect on the target.
 *
 * @param scope tenants whose rows are applied
 */
public record ApplyExtent(ApplyMode mode, List<MappedTable> tables, TenantScope scope) {
    public ApplyExtent {
        tables = List.copyOf(tables);
    }

    /** Writes the rows of these tables and tenants. */
    public static ApplyExtent write(Collection<MappedTable> tables, TenantScope scope) {
        return new ApplyExtent(ApplyMode.WRITE, List.copyOf(tables), scope);
    }
}
