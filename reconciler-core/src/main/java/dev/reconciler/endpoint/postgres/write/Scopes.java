package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;

/** Whether a row that is about to be written is in scope. In a table with tenants a row without one is in no named scope. */
final class Scopes {
    private Scopes() {}

    static boolean contains(TenantScope scope, MappedTable table, Row row) {
        return !table.hasTenants()
                || !(scope instanceof TenantScope.Tenants tenants)
                || tenants.ids().contains(table.tenantOf(row));
    }
}
