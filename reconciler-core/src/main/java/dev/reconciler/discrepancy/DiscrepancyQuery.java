package dev.reconciler.discrepancy;

import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter over the discrepancies of a pipeline; a null or empty field does not restrict.
 *
 * @param key the encoded key, or another subject
 * @param decisions decisions by a person
 */
public record DiscrepancyQuery(
        String pipeline,
        Set<DiscrepancyState> states,
        @Nullable DiscrepancyType type,
        @Nullable String table,
        @Nullable TenantId tenant,
        @Nullable String key,
        PageRequest page,
        Set<DecisionKind> decisions) {
    public DiscrepancyQuery {
        states = Set.copyOf(states);
        decisions = Set.copyOf(decisions);
    }

    public DiscrepancyQuery(
            String pipeline,
            Set<DiscrepancyState> states,
            @Nullable DiscrepancyType type,
            @Nullable String table,
            @Nullable TenantId tenant,
            @Nullable String key,
            PageRequest page) {
        this(pipeline, states, type, table, tenant, key, page, Set.of());
    }

    public static DiscrepancyQuery of(String pipeline, PageRequest page) {
        return new DiscrepancyQuery(pipeline, Set.of(), null, null, null, null, page);
    }

    public DiscrepancyQuery in(DiscrepancyState... wanted) {
        return new DiscrepancyQuery(pipeline, Set.of(wanted), type, table, tenant, key, page, decisions);
    }

    /** This query, restricted to these decisions; empty does not restrict. */
    public DiscrepancyQuery decidedAs(Set<DecisionKind> wanted) {
        return new DiscrepancyQuery(pipeline, states, type, table, tenant, key, page, wanted);
    }
}
