package dev.reconciler.app.config;

import dev.reconciler.row.TenantId;
import dev.reconciler.schema.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the canary job works with: those of one tenant, or of a table without tenants those from one key to before
 * another.
 *
 * @param table target table
 * @param tenant null for a range of keys
 * @param from key columns' values, in key order; empty for a tenant
 * @param to the same
 * @param extraKey of a row that neither side has; empty if none is to be planted
 */
public record CanaryConfig(
        TableRef table, @Nullable TenantId tenant, List<String> from, List<String> to, List<String> extraKey) {
    public CanaryConfig {
        from = List.copyOf(from);
        to = List.copyOf(to);
        extraKey = List.copyOf(extraKey);
    }
}
