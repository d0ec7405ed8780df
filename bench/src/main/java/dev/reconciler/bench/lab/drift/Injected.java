package dev.reconciler.bench.lab.drift;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.Set;

/**
 * One row of the target that was damaged on purpose.
 *
 * @param table the mapping's id, the target's qualified name
 * @param tenant whose row it is by right
 * @param key the target row's key
 * @param injectedAt not after the commit that did it
 * @param reach what else it disturbs
 * @param mayGoUnseen whether the row may be right before any check looks: the load may write it too, or a server that died
 *     meanwhile never did the damage
 */
public record Injected(
        DriftKind kind,
        String table,
        TenantId tenant,
        RowKey key,
        Instant injectedAt,
        Reach reach,
        boolean mayGoUnseen) {

    /** Whether nothing but the daemon can notice and heal it. */
    public boolean mustBeFound() {
        return !mayGoUnseen && !kind.foundAs().isEmpty();
    }

    /**
     * Where a rule may see a consequence of the drift.
     *
     * @param tables its own table and those whose sums it enters into
     * @param tenants its own tenant, and the wrong one if it has one
     * @param values of the row's that a rule may group by: key, parents, day
     */
    public record Reach(Set<String> tables, Set<TenantId> tenants, Set<String> values) {
        public Reach {
            tables = Set.copyOf(tables);
            tenants = Set.copyOf(tenants);
            values = Set.copyOf(values);
        }
    }
}
