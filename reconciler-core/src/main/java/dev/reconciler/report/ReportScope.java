package dev.reconciler.report;

import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The records that a figure is about.
 *
 * @param tenant null for all tenants, and for tables without tenants
 */
public record ReportScope(String pipeline, @Nullable TenantId tenant) {
    public static ReportScope all(String pipeline) {
        return new ReportScope(pipeline, null);
    }
}
