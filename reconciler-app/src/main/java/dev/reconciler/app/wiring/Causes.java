package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Canary;
import dev.reconciler.canary.CanaryRule;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.targetstream.TargetStreamRule;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.cause.CauseRule;
import dev.reconciler.verify.cause.CauseRules;
import dev.reconciler.verify.cause.SchemaChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that find causes in a pipeline: those of its mode, and those for what it has besides. */
final class Causes {
    private static final PageRequest CHANGES = new PageRequest(0, 50);

    private Causes() {}

    /**
     * @param canary null if there is none
     * @param trust tells which tables changed without events
     */
    static CauseFinder finder(Stores stores, ReconcilerConfig config, @Nullable Canary canary, StreamTrust trust) {
        SchemaChanges schema = changes(stores.discrepancies(), config.pipeline());
        List<CauseRule> rules = new ArrayList<>();
        if (canary != null) {
            rules.add(new CanaryRule(config.pipeline(), canary.scope().table(), canary.plants()));
        }
        rules.addAll(
                config.mode() == Mode.OBSERVE
                        ? CauseRules.observe(schema, stores.agreed(), writers(stores, config))
                        : CauseRules.replicate(schema, stores.agreed()));
        return new CauseFinder(rules, trust);
    }

    private static List<CauseRule> writers(Stores stores, ReconcilerConfig config) {
        return config.observe().targetStream()
                ? List.of(new TargetStreamRule(stores.target(), config.observe().settle()))
                : List.of();
    }

    private static SchemaChanges changes(Discrepancies discrepancies, String pipeline) {
        return table -> discrepancies
                .search(new DiscrepancyQuery(
                        pipeline, Set.of(), DiscrepancyType.SCHEMA_DRIFT, table, null, null, CHANGES))
                .items()
                .stream()
                .map(Discrepancy::detail)
                .toList();
    }
}
