package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Planter;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.Undo;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.ReviewQueue;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.pass.WindowProof;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The services that remove discrepancies: corrections by policy, undo, and reviewers' decisions. */
record Repairs(CorrectionService corrections, Undo undo, ReviewQueue reviews, Planter planter) {
    private static final Duration CLAIM = Duration.ofMinutes(15);

    static Repairs of(
            ReconcilerConfig config, Databases databases, Stores stores, WindowProof proof, CorrectionHooks hooks) {
        Pipeline pipeline = databases.pipeline();
        Corrector corrector = new Corrector(databases.store(), RealTime.CLOCK, RealTime.IDS, hooks);
        CorrectionService corrections = new CorrectionService(
                pipeline.name(),
                corrector,
                stores.discrepancies(),
                stores.suppressions(),
                stores.journal(),
                Policies.policy(config.correction()));
        Map<String, MappedTable> tables =
                pipeline.tables().stream().collect(Collectors.toMap(MappedTable::id, Function.identity()));
        Undo undo = new Undo(
                pipeline.name(),
                corrector,
                stores.journal(),
                stores.suppressions(),
                stores.discrepancies(),
                tables::get,
                stores.actionLog());
        ReviewQueue reviews = new ReviewQueue(
                pipeline.name(),
                stores.discrepancies(),
                stores.claims(),
                proof,
                databases.endpoints().target().columnCast(),
                corrections,
                RealTime.CLOCK,
                CLAIM);
        Planter planter = new Planter(pipeline.name(), corrector, stores.plants(), pipeline.tables());
        return new Repairs(corrections, undo, reviews, planter);
    }
}
