package dev.reconciler.verify.cause;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Earlier proofs that rows were equal. */
public interface AgreedProofs {
    /** Chunks of the table in which every row was compared and none differed; newest first, up to the implementation's limit. */
    List<Agreed> of(String table);

    /**
     * @param tenants the compared tenants; empty: all
     * @param sourceContent the source snapshot's content, in the engine's notation
     * @param fencePosition the target's position at which the proof holds
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
