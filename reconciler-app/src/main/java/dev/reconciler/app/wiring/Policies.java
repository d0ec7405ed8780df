package dev.reconciler.app.wiring;

import dev.reconciler.app.config.CorrectionConfig;
import dev.reconciler.app.config.PolicyAction;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.discrepancy.DiscrepancyType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Turns the configuration of corrections into the core's policies. */
final class Policies {
    private Policies() {}

    static CorrectionPolicy policy(CorrectionConfig config) {
        Map<String, Map<DiscrepancyType, CorrectionPolicy.Action>> byTable = new HashMap<>();
        config.tables().forEach((table, actions) -> byTable.put(table.toString(), actions(actions)));
        return new CorrectionPolicy(config.dryRun(), actions(config.policy()), byTable);
    }

    static Breaker.Limits breaker(CorrectionConfig config) {
        return new Breaker.Limits(config.breaker().rows(), config.breaker().percent());
    }

    private static Map<DiscrepancyType, CorrectionPolicy.Action> actions(Map<DiscrepancyType, PolicyAction> config) {
        Map<DiscrepancyType, CorrectionPolicy.Action> actions = new EnumMap<>(DiscrepancyType.class);
        config.forEach((type, action) -> actions.put(
                type,
                switch (action) {
                    case AUTO -> CorrectionPolicy.Action.AUTO;
                    case REVIEW -> CorrectionPolicy.Action.REVIEW;
                    case REPORT -> CorrectionPolicy.Action.REPORT;
                }));
        return actions;
    }
}
