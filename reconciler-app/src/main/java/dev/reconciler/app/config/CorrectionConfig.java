package dev.reconciler.app.config;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.schema.TableRef;
import java.util.Map;

/**
 * The policy for confirmed discrepancies.
 *
 * @param dryRun true if corrections are planned and shown, but not written
 * @param policy the action for every type
 * @param tables exceptions to the policy, by target table
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

    /** The action for a discrepancy of a type in a target table. */
    public PolicyAction action(TableRef target, DiscrepancyType type) {
        PolicyAction exception = tables.getOrDefault(target, Map.of()).get(type);
        return exception != null ? exception : policy.getOrDefault(type, PolicyAction.REPORT);
    }

    /** The breaker: it stops automatic correction of a table when one run would change more rows than either limit. */
    public record Breaker(long rows, double percent) {}
}
