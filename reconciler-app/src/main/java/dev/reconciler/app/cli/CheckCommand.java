package dev.reconciler.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.check.CheckProblem;
import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigException;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ConfigProblem;
import dev.reconciler.app.config.HttpConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.HttpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: reports whether this pipeline can start, and how to fix each problem. It changes nothing. */
@Command(
        name = "check",
        description = "Checks configuration, connections, rights, WAL settings and mappings, and names the fix of each"
                + " problem.",
        footer = "Exit status: 0 the pipeline can start, 2 it can't.")
public final class CheckCommand implements Callable<Integer> {
    private final ConfigLoader loader;
    private final Preflight preflight;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public CheckCommand(ConfigLoader loader, Preflight preflight) {
        this.loader = loader;
        this.preflight = preflight;
    }

    @Override
    public Integer call() {
        List<CheckProblem> problems = problems();
        format.results(spec.commandLine().getOut())
                .report(
                        report(problems),
                        problems,
                        List.of(
                                new Results.Column<>("SEVERITY", CheckProblem::severity),
                                new Results.Column<>("WHERE", CheckProblem::where),
                                new Results.Column<>("PROBLEM", CheckProblem::what),
                                new Results.Column<>("FIX", CheckProblem::fix)),
                        "no problems: the pipeline can start");
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
                ? ExitCode.ERROR
                : ExitCode.OK;
    }

    /** A note in the JSON result: every setting with its value, by the keys of the file. */
    record SettingsInEffect(Severity severity, String what, String where, String fix, JsonNode settings) {}

    /** The problems, and the settings if the file has no problem. */
    private List<Object> report(List<CheckProblem> problems) {
        List<Object> report = new ArrayList<>(problems);
        try {
            report.add(new SettingsInEffect(
                    Severity.NOTE,
                    "effective settings",
                    config.file().toString(),
                    "",
                    loader.effective(config.file())));
        } catch (ConfigException e) {
            // The problems already contain the errors of the file.
            return report;
        }
        return report;
    }

    private List<CheckProblem> problems() {
        try {
            ReconcilerConfig loaded = loader.load(config.file());
            List<CheckProblem> problems = new ArrayList<>(preflight.check(loaded));
            port(loaded.http()).ifPresent(problems::add);
            return problems;
        } catch (ConfigException e) {
            return e.problems().stream().map(CheckCommand::problem).toList();
        }
    }

    /** A note, because this pipeline's own daemon may hold the port. */
    private static Optional<CheckProblem> port(HttpConfig http) {
        try {
            HttpPort.requireFree(http.bind(), http.port());
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(new CheckProblem(
                    Severity.WARNING,
                    String.valueOf(e.getMessage()),
                    "http.port",
                    "none if this pipeline's daemon uses the port; otherwise 'serve' ends at once"));
        }
    }

    private static CheckProblem problem(ConfigProblem found) {
        String what = found.path().isEmpty() ? found.what() : found.path() + ": " + found.what();
        return new CheckProblem(Severity.ERROR, what, found.place(), found.fix());
    }
}
