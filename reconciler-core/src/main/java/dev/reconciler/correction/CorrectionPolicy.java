package dev.reconciler.correction;

import dev.reconciler.discrepancy.DiscrepancyType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The action for a discrepancy, per table and type; where nothing is configured, the discrepancy goes to review.
 *
 * @param dryRun true if no discrepancy is corrected automatically; planned corrections are only reported
 * @param byType actions for tables without their own
 * @param byTable actions by mapping id; they take precedence over {@code byType}
 */
public record CorrectionPolicy(
        boolean dryRun, Map<DiscrepancyType, Action> byType, Map<String, Map<DiscrepancyType, Action>> byTable) {
    /** Everything goes to review. */
    public static final CorrectionPolicy CAREFUL = new CorrectionPolicy(true, Map.of(), Map.of());

    private static final Set<DiscrepancyType> CORRECTABLE = EnumSet.of(
            DiscrepancyType.MISSING_IN_TARGET, DiscrepancyType.FIELD_MISMATCH, DiscrepancyType.EXTRA_IN_TARGET);

    public enum Action {
        /** Corrected immediately, within the breaker's limits. */
        AUTO,
        /** A person decides. */
        REVIEW,
        /** Stays open, and is only reported. */
        REPORT
    }

    /** @throws IllegalArgumentException if it is AUTO for a type that has no single correct row */
    public CorrectionPolicy {
        byType = checked("all tables", byType);
        Map<String, Map<DiscrepancyType, Action>> tables = new HashMap<>();
        byTable.forEach((table, actions) -> tables.put(table, checked(table, actions)));
        byTable = Map.copyOf(tables);
    }

    private static Map<DiscrepancyType, Action> checked(String table, Map<DiscrepancyType, Action> actions) {
        actions.forEach((type, action) -> {
            if (action == Action.AUTO && !CORRECTABLE.contains(type)) {
                throw new IllegalArgumentException("policy for " + table + ": " + type
                        + " is never corrected automatically (only " + CORRECTABLE + " can be); say review or report");
            }
        });
        return Map.copyOf(actions);
    }

    public Action action(String table, DiscrepancyType type) {
        Action own = byTable.getOrDefault(table, Map.of()).get(type);
        return own != null ? own : byType.getOrDefault(type, Action.REVIEW);
    }
}
