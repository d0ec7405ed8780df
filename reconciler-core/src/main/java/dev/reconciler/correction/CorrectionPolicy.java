package dev.reconciler.correction;

import dev.reconciler.discrepancy.DiscrepancyType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a discrepancy, per table and type; careful where it is silent.
 *
 * @param dryRun nothing is corrected automatically; what would be is told
 * @param byType for tables without a word of their own
 * @param byTable by mapping id; before {@code byType}
 */
public record CorrectionPolicy(
        boolean dryRun, Map<DiscrepancyType, Action> byType, Map<String, Map<DiscrepancyType, Action>> byTable) {
    /** Everything goes to review. */
    public static final CorrectionPolicy CAREFUL = new CorrectionPolicy(true, Map.of(), Map.of());

    private static final Set<DiscrepancyType> CORRECTABLE = EnumSet.of(
            DiscrepancyType.MISSING_IN_TARGET, DiscrepancyType.FIELD_MISMATCH, DiscrepancyType.EXTRA_IN_TARGET);

    public enum Action {
        /** Corrected at once, within the breaker's limits. */
        AUTO,
        /** A person decides. */
        REVIEW,
        /** Stays open, to be seen and counted. */
        REPORT
    }

    /** @throws IllegalArgumentException if it says AUTO for a type that has no one right row */
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
