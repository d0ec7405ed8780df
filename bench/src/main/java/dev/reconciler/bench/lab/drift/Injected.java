package dev.reconciler.bench.lab.drift;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.Set;

/**
 * One row of the target that was damaged on purpose.
 *
 * @param table the mapping's id, the target's qualified name
 * @param tenant the row's correct tenant
 * @param key the target row's key
 * @param injectedAt time not after the commit of the drift
 * @param reach the rules that may see its consequences
 * @param mayGoUnseen true if the row may be correct before a check reads it: the load may write it too, or a server that crashed
 *     meanwhile never committed the drift
 */
public record Injected(
        DriftKind kind,
        String table,
        TenantId tenant,
        RowKey key,
        Instant injectedAt,
        Reach reach,
        boolean mayGoUnseen) {

    /** Returns whether only the daemon can find and heal it. */
    public boolean mustBeFound() {
        return !mayGoUnseen && !kind.foundAs().isEmpty();
    }

    /**
     * The places in which a rule may see a consequence of the drift.
     *
     * @param tables its own table and those whose sums it enters into
     * @param tenants its own tenant, and the wrong one if it has one
     * @param values values of the row by which a rule may group: key, parents, day
     */
    public record Reach(Set<String> tables, Set<TenantId> tenants, Set<String> values) {
        public Reach {
            tables = Set.copyOf(tables);
            tenants = Set.copyOf(tenants);
            values = Set.copyOf(values);
        }
    }
}
