package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.RunLauncher;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run for a command. If a daemon holds the pipeline's lease, the run uses windows concurrently with it; if none does, this
 * process streams and applies for as long as the run takes.
 */
public final class ForegroundRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ForegroundRunner.class);

    private final ReconcilerConfig config;
    private final RunListener listener;
    private final CompletableFuture<Void> loaded;

    /** Begins to load what a run needs; a command checks the pipeline meanwhile. */
    public ForegroundRunner(ReconcilerConfig config, RunListener listener) {
        this.config = config;
        this.listener = listener;
        this.loaded = CompletableFuture.runAsync(() -> {
            Stores.load();
            CaptureEngine.of(config.databases().source().engine()).load();
        });
    }

    /** Returns the ended run; empty if another process already runs the same job. */
    public Optional<RunService.Finished> run(RunRequest request) {
        return with(application -> run(application, request));
    }

    /** As {@link #run(RunRequest)}, and records the actor who started it. */
    public static Optional<RunService.Finished> run(Application application, RunRequest request) {
        Optional<Run> run = application.runService().start(request);
        run.ifPresent(
                started -> RunLauncher.recordStart(application.stores().audit().actions(), request, started));
        return run.map(application.runService()::execute);
    }

    /** Executes work that needs windows, while an applier keeps the target up to date. */
    public <T> T with(Function<Application, T> work) {
        try (Application application = Application.open(config, listener)) {
            loaded.join();
            application.repairs().corrections().reconcileJournal();
            Streaming streaming = streamUnlessADaemonDoes(application);
            try {
                return work.apply(application);
            } finally {
                if (streaming != null) {
                    streaming.close();
                }
            }
        }
    }

    private static @Nullable Streaming streamUnlessADaemonDoes(Application application) {
        try {
            return application.stream(Daemon.owner("command"), ApplyListener.NONE, ApplyHooks.NONE);
        } catch (DeposedException e) {
            LOG.info("a daemon streams for this pipeline: {}", e.getMessage());
            return null;
        }
    }
}
