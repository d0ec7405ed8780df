package dev.reconciler.app;

import dev.reconciler.app.background.FatalError;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.cli.AbsentDemoCommand;
import dev.reconciler.app.cli.AnomaliesCommand;
import dev.reconciler.app.cli.AuditCommand;
import dev.reconciler.app.cli.BackfillCommand;
import dev.reconciler.app.cli.CheckCommand;
import dev.reconciler.app.cli.CleanupCommand;
import dev.reconciler.app.cli.ConfigCommand;
import dev.reconciler.app.cli.CorrectionsCommand;
import dev.reconciler.app.cli.CoverageCommand;
import dev.reconciler.app.cli.ExitCode;
import dev.reconciler.app.cli.ParkedCommand;
import dev.reconciler.app.cli.Pipelines;
import dev.reconciler.app.cli.Progress;
import dev.reconciler.app.cli.Reconciler;
import dev.reconciler.app.cli.ReportCommand;
import dev.reconciler.app.cli.ReviewCommand;
import dev.reconciler.app.cli.RulesCommand;
import dev.reconciler.app.cli.SchemaCommand;
import dev.reconciler.app.cli.ServeCommand;
import dev.reconciler.app.cli.TablesCommand;
import dev.reconciler.app.cli.Termination;
import dev.reconciler.app.cli.VerifyCommand;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.security.ActorName;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.ForegroundRunner;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.run.RunListener;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The entry point of {@code reconciler.jar}: passes the arguments to the command that they name. */
public final class Main {
    private Main() {}

    /** Exits with the code of the command that ran. */
    public static void main(String[] args) {
        // Before any other thread, because SLF4J reports each call that is made while it is being set up.
        LoggerFactory.getILoggerFactory();
        FatalError.endsTheProcess();
        Progress progress = new Progress(System.err, System.console() != null, RealTime.CLOCK);
        String user = System.getProperty("user.name", "cli");
        // A service account may have the same name as a part of the daemon.
        String actor = ActorName.of(user).orElse("os user " + user);
        Supplier<Termination> terminations = () -> Termination.ofProcess(ExitCode.OK);
        System.exit(Reconciler.of(commands(System.getenv(), progress, terminations, actor), args)
                .execute(args));
    }

    /**
     * Every command.
     *
     * @param progress receives the progress of runs
     * @param terminations called once by a command that runs until it is stopped
     * @param actor the operator who types them
     */
    public static List<Object> commands(
            Map<String, String> environment, RunListener progress, Supplier<Termination> terminations, String actor) {
        ConfigLoader configs = new ConfigLoader(environment);
        Preflight preflight = new Preflight();
        Pipelines pipelines = new Pipelines(configs, preflight, progress, actor);
        return List.of(
                new AbsentDemoCommand(),
                new ServeCommand(configs, preflight, terminations, actor),
                new CheckCommand(configs, preflight),
                new VerifyCommand(
                        configs,
                        (config, request) -> {
                            ForegroundRunner foreground = new ForegroundRunner(config, progress);
                            preflight.require(config, false);
                            return foreground.run(request);
                        },
                        (config, run) -> {
                            try (Application application = Application.inspect(config)) {
                                return application.stores().anomalies().models(config.pipeline(), run);
                            }
                        },
                        actor,
                        RealTime.CLOCK),
                new BackfillCommand(pipelines),
                new RulesCommand(pipelines),
                new SchemaCommand(pipelines),
                new ReviewCommand(pipelines),
                new CorrectionsCommand(pipelines),
                new CoverageCommand(pipelines),
                new ReportCommand(pipelines, RealTime.CLOCK),
                new ParkedCommand(pipelines),
                new TablesCommand(pipelines),
                new AnomaliesCommand(pipelines),
                new AuditCommand(pipelines),
                new CleanupCommand(pipelines),
                new ConfigCommand());
    }
}
