package dev.reconciler.app.config;

import dev.reconciler.row.TenantId;
import dev.reconciler.schema.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the canary job damages: the rows of one tenant or, in a table without tenants, a half-open range of keys.
 *
 * @param table target table
 * @param tenant null for a range of keys
 * @param from the first key, as the values of the key columns in key order; empty for a tenant
 * @param to the key after the last one; empty for a tenant
 * @param extraKey the key of a row to insert, which neither side has; empty if the canary inserts none
 */
public record CanaryConfig(
        TableRef table, @Nullable TenantId tenant, List<String> from, List<String> to, List<String> extraKey) {
    public CanaryConfig {
        from = List.copyOf(from);
        to = List.copyOf(to);
        extraKey = List.copyOf(extraKey);
    }
}
