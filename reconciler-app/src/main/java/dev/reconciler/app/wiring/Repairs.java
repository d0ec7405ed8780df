package dev.reconciler.app.wiring;

import dev.reconciler.app.config.CorrectionConfig;
import dev.reconciler.app.config.PolicyAction;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Planter;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.Undo;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.ReviewQueue;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.pass.WindowProof;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The services that remove discrepancies: corrections by policy, undo, and reviewers' decisions. */
public record Repairs(CorrectionService corrections, Undo undo, ReviewQueue reviews, Planter planter) {
    private static final Duration CLAIM = Duration.ofMinutes(15);

    static Repairs of(
            ReconcilerConfig config, Databases databases, Stores stores, WindowProof proof, CorrectionHooks hooks) {
        Pipeline pipeline = databases.pipeline();
        Corrector corrector = new Corrector(databases.store(), RealTime.CLOCK, RealTime.IDS, hooks);
        CorrectionService corrections = new CorrectionService(
                pipeline.name(),
                corrector,
                stores.records().discrepancies(),
                stores.records().suppressions(),
                stores.records().journal(),
                policy(config.correction()));
        Map<String, MappedTable> tables =
                pipeline.tables().stream().collect(Collectors.toMap(MappedTable::id, Function.identity()));
        Undo undo = new Undo(
                pipeline.name(),
                corrector,
                stores.records().journal(),
                stores.records().suppressions(),
                stores.records().discrepancies(),
                tables::get,
                stores.audit().entries());
        ReviewQueue reviews = new ReviewQueue(
                pipeline.name(),
                stores.records().discrepancies(),
                stores.records().claims(),
                proof,
                databases.endpoints().target().columnCast(),
                corrections,
                RealTime.CLOCK,
                CLAIM);
        Planter planter =
                new Planter(pipeline.name(), corrector, stores.evidence().plants(), pipeline.tables());
        return new Repairs(corrections, undo, reviews, planter);
    }

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
