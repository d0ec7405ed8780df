package dev.reconciler.app.wiring;

import dev.reconciler.app.config.CanaryConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Canary;
import dev.reconciler.canary.CanaryScope;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rows that the configuration names for the canary in the mapped tables. */
final class Canaries {
    private Canaries() {}

    /**
     * @return null if the configuration names no rows
     * @throws IllegalStateException if a key does not fit the table
     */
    static @Nullable Canary of(ReconcilerConfig config, Databases databases, Stores stores, Repairs repairs) {
        CanaryConfig canary = config.jobs().canary();
        if (canary == null) {
            return null;
        }
        MappedTable table =
                databases.pipeline().tables(List.of(canary.table().toString())).get(0);
        return new Canary(
                scope(canary, table),
                repairs.planter(),
                stores.evidence().plants(),
                databases.endpoints().target().references(),
                RealTime.IDS);
    }

    private static CanaryScope scope(CanaryConfig canary, MappedTable table) {
        try {
            RowKey extra = canary.extraKey().isEmpty() ? null : CanaryScope.key(table, canary.extraKey());
            return canary.tenant() != null
                    ? CanaryScope.ofTenant(table, canary.tenant(), extra)
                    : CanaryScope.ofKeys(
                            table, CanaryScope.key(table, canary.from()), CanaryScope.key(table, canary.to()), extra);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the canary's rows can't be identified: " + e.getMessage(), e);
        }
    }
}
