package dev.reconciler.verify.cause;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What was proven equal before, row by row. */
public interface AgreedProofs {
    /** Chunks of the table in which every row was compared and none differed; newest first, as far back as they are looked for. */
    List<Agreed> of(String table);

    /**
     * @param tenants compared; all if there are none
     * @param sourceContent what the source snapshot contained, in the engine's notation
     * @param fencePosition the target's position at which it holds
     */
    record Agreed(
            KeyRange range, Set<TenantId> tenants, String job, String sourceContent, String fencePosition, Instant at) {
        public Agreed {
            tenants = Set.copyOf(tenants);
        }

        boolean covers(KeyOrder order, RowKey key, TenantId tenant) {
            return (tenants.isEmpty() || tenants.contains(tenant)) && range.contains(order, key);
        }
    }
}
