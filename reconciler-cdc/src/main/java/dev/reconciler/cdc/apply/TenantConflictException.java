package dev.reconciler.cdc.apply;

import dev.reconciler.row.RowKey;
import java.util.List;

/** The target's row with the key belongs to another tenant. The row was not written, and never is. */
final class TenantConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TenantConflictException(String table, List<RowKey> keys) {
        super("TENANT_CONFLICT: the row of " + table + " with key " + keys.get(0)
                + " belongs to another tenant in the target");
    }
}
