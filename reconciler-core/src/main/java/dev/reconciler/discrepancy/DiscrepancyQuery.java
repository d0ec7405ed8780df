package dev.reconciler.discrepancy;

import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which discrepancies of a pipeline; what is null or empty does not restrict.
 *
 * @param key the encoded key, or another subject
 */
public record DiscrepancyQuery(
        String pipeline,
        Set<DiscrepancyState> states,
        @Nullable DiscrepancyType type,
        @Nullable String table,
        @Nullable TenantId tenant,
        @Nullable String key,
        PageRequest page) {
    public DiscrepancyQuery {
        states = Set.copyOf(states);
    }

    public static DiscrepancyQuery of(String pipeline, PageRequest page) {
        return new DiscrepancyQuery(pipeline, Set.of(), null, null, null, null, page);
    }

    public DiscrepancyQuery in(DiscrepancyState... wanted) {
        return new DiscrepancyQuery(pipeline, Set.of(wanted), type, table, tenant, key, page);
    }
}
