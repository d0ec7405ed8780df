package dev.reconciler.app.config;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.schema.TableRef;
import java.util.Map;

/**
 * What happens to a confirmed discrepancy.
 *
 * @param dryRun corrections are planned and shown, not written
 * @param policy for every type
 * @param tables exceptions to it, by target table
 */
public record CorrectionConfig(
        boolean dryRun,
        Map<DiscrepancyType, PolicyAction> policy,
        Map<TableRef, Map<DiscrepancyType, PolicyAction>> tables,
        Breaker breaker) {
    public CorrectionConfig {
        policy = Map.copyOf(policy);
        tables = Map.copyOf(tables);
    }

    /** The action for a discrepancy of that type in that target table. */
    public PolicyAction action(TableRef target, DiscrepancyType type) {
        PolicyAction exception = tables.getOrDefault(target, Map.of()).get(type);
        return exception != null ? exception : policy.getOrDefault(type, PolicyAction.REPORT);
    }

    /** Stops automatic correction of a table when one run would change more than either limit. */
    public record Breaker(long rows, double percent) {}
}
