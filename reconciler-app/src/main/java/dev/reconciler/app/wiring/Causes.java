package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.Canary;
import dev.reconciler.verify.canary.CanaryRule;
import dev.reconciler.verify.cause.AgreedBeforeRule;
import dev.reconciler.verify.cause.ApplyFailureRule;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.cause.CauseRule;
import dev.reconciler.verify.cause.ForeignWriterRule;
import dev.reconciler.verify.cause.LedgerRule;
import dev.reconciler.verify.cause.NormalisationRule;
import dev.reconciler.verify.cause.OwnWriterRule;
import dev.reconciler.verify.cause.SchemaChanges;
import dev.reconciler.verify.cause.SchemaDriftRule;
import dev.reconciler.verify.target.TargetStreamRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that find causes, in the order in which they are asked: what is certain first. */
final class Causes {
    private static final PageRequest CHANGES = new PageRequest(0, 50);

    private Causes() {}

    /**
     * Where others write the target, neither a row's writer nor the stream's own record of applied changes tells anything; a stream from
     * the target does.
     *
     * @param canary null if there is none
     */
    static CauseFinder finder(Stores stores, ReconcilerConfig config, @Nullable Canary canary) {
        SchemaDriftRule schema = new SchemaDriftRule(changes(stores.discrepancies(), config.pipeline()));
        AgreedBeforeRule agreedBefore = new AgreedBeforeRule(stores.agreed());
        List<CauseRule> rules = new ArrayList<>();
        if (canary != null) {
            rules.add(new CanaryRule(config.pipeline(), canary.scope().table(), canary.plants()));
        }
        if (config.observe().targetStream()) {
            rules.addAll(List.of(
                    new ApplyFailureRule(),
                    new TargetStreamRule(stores.target(), config.observe().settle()),
                    schema,
                    new NormalisationRule(),
                    agreedBefore));
            return new CauseFinder(rules);
        }
        rules.addAll(
                config.mode() == Mode.OBSERVE
                        ? List.of(new ApplyFailureRule(), schema, new NormalisationRule(), agreedBefore)
                        : List.of(
                                new ApplyFailureRule(),
                                new ForeignWriterRule(),
                                schema,
                                new NormalisationRule(),
                                new LedgerRule(),
                                agreedBefore,
                                new OwnWriterRule(stores.agreed())));
        return new CauseFinder(rules);
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
