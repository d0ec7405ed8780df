package dev.reconciler.app.cli;

import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.ForegroundRunner;
import dev.reconciler.run.RunListener;
import java.util.function.Function;

/** Opens for commands the pipeline that their configuration describes. */
public final class Pipelines {
    private final ConfigLoader loader;
    private final Preflight preflight;
    private final RunListener listener;
    private final String actor;

    /**
     * @param listener receives the progress of runs
     *
     * @param actor the operator who types the commands, for claims, journal and audit
     */
    public Pipelines(ConfigLoader loader, Preflight preflight, RunListener listener, String actor) {
        this.loader = loader;
        this.preflight = preflight;
        this.listener = listener;
        this.actor = actor;
    }

    String actor() {
        return actor;
    }

    ReconcilerConfig config(ConfigOption file) {
        return loader.load(file.file());
    }

    /** Works on the pipeline's records; neither streams nor creates anything. */
    <T> T recorded(ConfigOption file, Function<Application, T> work) {
        ReconcilerConfig config = config(file);
        try (Application application = Application.inspect(config)) {
            if (!application.hasStarted()) {
                throw new IllegalStateException("pipeline " + config.pipeline() + " has never run on target "
                        + config.databases().target().display()
                        + ": there are no records; start it with 'reconciler serve'");
            }
            return work.apply(application);
        }
    }

    /** Reads both databases and creates nothing, whether the pipeline has started or not. */
    <T> T inspected(ConfigOption file, Function<Application, T> work) {
        try (Application application = Application.inspect(config(file))) {
            return work.apply(application);
        }
    }

    /**
     * Works through windows, beside a daemon or with its own stream.
     *
     * @throws dev.reconciler.app.check.RefusedException with all that keeps the pipeline from starting
     */
    <T> T streaming(ConfigOption file, Function<Application, T> work) {
        ReconcilerConfig config = config(file);
        ForegroundRunner foreground = new ForegroundRunner(config, listener);
        preflight.require(config, false);
        return foreground.with(work);
    }
}
