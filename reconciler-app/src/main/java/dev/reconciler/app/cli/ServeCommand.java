package dev.reconciler.app.cli;

import dev.reconciler.app.check.CheckProblem;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.StartingPort;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.run.RunListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve}: the daemon. */
@Command(
        name = "serve",
        description = "Streams, verifies and repairs until it is stopped, and serves API and pages.",
        footer = "Exit status: 0 stopped by SIGTERM or SIGINT, 2 it can't start or can't continue.")
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final ConfigLoader loader;
    private final Preflight preflight;
    private final Supplier<Termination> terminations;
    private final String actor;
    private final ApplyHooks hooks;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--resync",
            description =
                    "Drop the old stream, begin a new one at the current position, and verify every table in full.")
    private boolean resync;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public ServeCommand(ConfigLoader loader, Preflight preflight, Supplier<Termination> terminations, String actor) {
        this(loader, preflight, terminations, actor, ApplyHooks.NONE);
    }

    /** @param hooks into the applier, for tests */
    public ServeCommand(
            ConfigLoader loader,
            Preflight preflight,
            Supplier<Termination> terminations,
            String actor,
            ApplyHooks hooks) {
        this.loader = loader;
        this.preflight = preflight;
        this.terminations = terminations;
        this.actor = actor;
        this.hooks = hooks;
    }

    @Override
    public Integer call() {
        LogLevel.tellProgress();
        ReconcilerConfig loaded = loader.load(config.file());
        try (StartingPort port =
                StartingPort.open(loaded.http().bind(), loaded.http().port())) {
            port.now("checking both databases");
            preflight.require(loaded, resync).forEach(ServeCommand::log);
            return serve(loaded, port);
        }
    }

    private int serve(ReconcilerConfig loaded, StartingPort port) {
        try (Termination termination = terminations.get();
                Server server = Server.start(loaded, resync, RunListener.NONE, hooks, port)) {
            try {
                server.daemon()
                        .application()
                        .stores()
                        .audit()
                        .actions()
                        .record(
                                actor,
                                "daemon.STARTED",
                                loaded.pipeline(),
                                Map.of("mode", loaded.mode().name(), "resync", Boolean.toString(resync)));
                announce(loaded, server);
                serve(loaded, termination, server);
            } finally {
                termination.calm();
            }
        }
        return ExitCode.OK;
    }

    private static void serve(ReconcilerConfig loaded, Termination termination, Server server) {
        while (!ended(termination, server)) {
            RealTime.PATIENCE.await(() -> ended(termination, server), LOOK);
        }
        if (!termination.isRequested()) {
            throw new IllegalStateException("the daemon of pipeline " + loaded.pipeline() + " ends: " + server.ended());
        }
    }

    private static boolean ended(Termination termination, Server server) {
        return termination.isRequested()
                || Thread.currentThread().isInterrupted()
                || !server.daemon().streaming().isRunning();
    }

    private void announce(ReconcilerConfig loaded, Server server) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("pipeline " + loaded.pipeline() + ": "
                + loaded.databases().source().display() + " -> "
                + loaded.databases().target().display() + ", served at " + server.url());
        if (loaded.http().token() == null) {
            err.println("http.token is not configured; the token until this process ends is "
                    + server.token().secret().reveal());
        }
        err.flush();
    }

    private static void log(CheckProblem problem) {
        if (problem.severity() == CheckProblem.Severity.WARNING) {
            LOG.warn("{}: {}; {}", problem.where(), problem.what(), problem.fix());
        } else {
            LOG.info("{}: {}; {}", problem.where(), problem.what(), problem.fix());
        }
    }
}
