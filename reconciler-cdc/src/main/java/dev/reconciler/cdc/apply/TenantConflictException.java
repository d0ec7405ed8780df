package dev.reconciler.cdc.apply;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.util.List;

/** The target's row with the key belongs to another tenant, or not to the mapping. The row was not written, and never is. */
final class TenantConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TenantConflictException(MappedTable table, List<RowKey> keys) {
        super(message(table, "the row of " + table.id() + " with key " + keys.get(0)));
    }

    private static String message(MappedTable table, String row) {
        if (table.filter(Side.TARGET).isEmpty()) {
            return "TENANT_CONFLICT: " + row + " belongs to another tenant in the target";
        }
        String outside = row + " is outside the target's filter (" + table.filter(Side.TARGET) + ")";
        return table.hasTenants()
                ? "SCOPE_CONFLICT: " + outside + ", or belongs to another tenant"
                : "FILTER_CONFLICT: " + outside;
    }
}
