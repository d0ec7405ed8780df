package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.canary.Canary;
import dev.reconciler.canary.CanaryJob;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.service.RunServices;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The runs of a pipeline's jobs, put together. */
final class Jobs {
    private static final SampleSize SAMPLE = new SampleSize(0.99, 0.01);
    private static final long FILL_ROWS = 10_000;

    private Jobs() {}

    /** @param oneAtATime held for a window, by every part that opens windows of this pipeline */
    static WindowedPass pass(
            ReconcilerConfig config, WindowOpener windows, ExecutorService executor, ReentrantLock oneAtATime) {
        return new WindowedPass(
                windows,
                new WindowedPass.Settings(
                        config.windows().parallelism(), config.windows().maxDuration(), Duration.ofSeconds(1)),
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
                stores.runs(),
                stores.discrepancies(),
                Causes.finder(stores, config, canary, databases.relations()),
                repairs.corrections(),
                Observing.confirming(
                        config,
                        stores.candidates(),
                        stores.target(),
                        databases.pipeline().tables()),
                Policies.breaker(config.correction()),
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
            WindowedPass pass) {
        CoverageKeeper coverage = new CoverageKeeper(
                databases.pipeline(),
                stores.coverage(),
                stores.chunks(),
                stores.runs(),
                databases.relations(),
                RealTime.CLOCK);
        return RunServices.create(
                new JobServices(findings, pass, coverage),
                Observing.filler(config, filler),
                () -> RuleFiles.readFolder(config.rulesDirectory()),
                canary == null ? null : (tried, planting) -> new CanaryJob(canary, tried, planting),
                new RunServices.Settings(
                        config.windows().chunkRows(),
                        FILL_ROWS,
                        SAMPLE,
                        RealTime.NANO_TIME,
                        new ScrubBudget(config.verification().scrubPeriod()),
                        config.verification().massDriftRows(),
                        RealTime.IDS));
    }
}
