package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Canary;
import dev.reconciler.canary.CanaryJob;
import dev.reconciler.canary.CanaryRule;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.job.AnomalyJob;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.service.RunServices;
import dev.reconciler.targetstream.TargetStreamRule;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.cause.CauseRule;
import dev.reconciler.verify.cause.CauseRules;
import dev.reconciler.verify.cause.SchemaChanges;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The runs of a pipeline's jobs, put together. */
final class Jobs {
    private static final PageRequest CHANGES = new PageRequest(0, 50);
    private static final long FILL_ROWS = 10_000;

    private Jobs() {}

    /** @param oneAtATime held for a window, by every part that opens windows of this pipeline */
    static WindowedPass pass(
            ReconcilerConfig config, WindowOpener windows, ExecutorService executor, ReentrantLock oneAtATime) {
        return new WindowedPass(
                windows,
                new WindowedPass.Settings(
                        config.jobs().windows().parallelism(),
                        config.jobs().windows().maxDuration(),
                        Duration.ofSeconds(1)),
                executor,
                RealTime.CLOCK,
                RealTime.PATIENCE,
                oneAtATime);
    }

    /**
     * The services that record, explain and correct the pipeline's findings.
     *
     * @param canary null if there is none
     */
    static FindingServices findings(
            ReconcilerConfig config,
            Databases databases,
            Stores stores,
            Repairs repairs,
            @Nullable Canary canary,
            RunListener listener) {
        return new FindingServices(
                databases.pipeline(),
                stores.records().runs(),
                stores.records().discrepancies(),
                causes(stores, config, canary, databases.relations()),
                repairs.corrections(),
                Observing.confirming(
                        config,
                        databases,
                        stores.verified().candidates(),
                        stores.evidence().target()),
                Repairs.breaker(config.correction()),
                listener);
    }

    /** @param canary null if there is none */
    static RunService of(
            ReconcilerConfig config,
            Databases databases,
            Stores stores,
            FindingServices findings,
            @Nullable Canary canary,
            Filler filler,
            Supplier<RuleBook> rules,
            WindowedPass pass) {
        CoverageKeeper coverage = new CoverageKeeper(
                databases.pipeline(),
                stores.verified().coverage(),
                stores.verified().chunks(),
                stores.records().runs(),
                databases.relations(),
                RealTime.CLOCK);
        return RunServices.create(
                new JobServices(findings, pass, coverage, stores.verified().changes()),
                Observing.filler(config, filler),
                rules,
                stores.records().ruleResults(),
                canary == null ? null : (tried, planting) -> new CanaryJob(canary, tried, planting),
                new RunServices.Settings(
                        config.jobs().windows().chunkRows(),
                        FILL_ROWS,
                        config.jobs().verification().sample().plan(),
                        seeds(config.jobs().verification().sample().seed()),
                        new ScrubBudget(config.jobs().verification().scrubPeriod()),
                        config.jobs().verification().massDriftRows(),
                        RealTime.IDS),
                Map.of(
                        JobKind.ANOMALIES,
                        new AnomalyJob(
                                stores.anomalies(),
                                stores.evidence().series(),
                                config.jobs().verification().anomalies().rows(),
                                seeds(config.jobs().verification().sample().seed()))));
    }

    /** @param seed null for a different draw in each run */
    private static LongSupplier seeds(@Nullable Long seed) {
        return seed == null ? RealTime.NANO_TIME : () -> seed;
    }

    /**
     * @param canary null if there is none
     * @param trust tells which tables changed without events
     */
    private static CauseFinder causes(
            Stores stores, ReconcilerConfig config, @Nullable Canary canary, StreamTrust trust) {
        SchemaChanges schema = changes(stores.records().discrepancies(), config.pipeline());
        List<CauseRule> rules = new ArrayList<>();
        if (canary != null) {
            rules.add(new CanaryRule(config.pipeline(), canary.scope().table(), canary.plants()));
        }
        rules.addAll(
                config.mode() == Mode.OBSERVE
                        ? CauseRules.observe(schema, stores.evidence().agreed(), writers(stores, config))
                        : CauseRules.replicate(schema, stores.evidence().agreed()));
        return new CauseFinder(rules, trust);
    }

    private static List<CauseRule> writers(Stores stores, ReconcilerConfig config) {
        return config.jobs().observe().targetStream()
                ? List.of(new TargetStreamRule(
                        stores.evidence().target(), config.jobs().observe().settle()))
                : List.of();
    }

    private static SchemaChanges changes(Discrepancies discrepancies, String pipeline) {
        return table -> discrepancies
                .search(new DiscrepancyQuery(
                        pipeline, Set.of(), DiscrepancyType.SCHEMA_DRIFT, table, null, null, CHANGES))
                .items()
                .stream()
                .map(each -> each.difference().detail())
                .toList();
    }
}
