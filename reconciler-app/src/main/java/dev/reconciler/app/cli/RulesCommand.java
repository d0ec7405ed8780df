package dev.reconciler.app.cli;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rules}: the business rules of the configuration's folder. */
@Command(name = "rules", description = "Checks and evaluates business rules.")
public final class RulesCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public RulesCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'rules lint' or 'rules run'");
    }

    @Command(
            name = "lint",
            description = "Checks the rule files against both databases, without evaluating a rule.",
            footer = "Exit status: 0 every rule can be evaluated, 1 one can't, 2 error.")
    int lint(@Mixin ConfigOption config, @Mixin FormatOption format) {
        ReconcilerConfig loaded = pipelines.config(config);
        RuleBook book = RuleFiles.readFolder(loaded.jobs().rules().directory(), CronExpressions::sixFields);
        List<RuleProblem> problems = new ArrayList<>(book.problems());
        try (Application application = Application.inspect(loaded)) {
            problems.addAll(application.lint(book));
        }
        format.results(spec.commandLine().getOut())
                .list(
                        problems,
                        List.of(
                                new Results.Column<>("FILE", RuleProblem::file),
                                new Results.Column<>("LINE", problem -> problem.line() > 0 ? problem.line() : null),
                                new Results.Column<>("PROBLEM", RuleProblem::what),
                                new Results.Column<>("FIX", RuleProblem::fix)),
                        book.rules().size() + " rules in "
                                + loaded.jobs().rules().directory() + ", no problems");
        return problems.isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    @Command(
            name = "run",
            description = "Evaluates the rules now.",
            footer = "Exit status: 0 every rule holds, 1 one is violated, 2 error, or one has no verdict.")
    int run(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--table",
                            paramLabel = "TABLE",
                            description = "Only rules of this target table; may be repeated.")
                    List<String> tables,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant; may be repeated.")
                    List<String> tenants) {
        RunRequest request =
                RunLines.request(pipelines.config(config), JobKind.RULES, pipelines.actor(), tables, tenants);
        Finished finished = pipelines.streaming(config, application -> RunLines.finished(application, request));
        format.results(spec.commandLine().getOut())
                .list(
                        finished.results(),
                        List.of(
                                new Results.Column<>("TABLE", RunResult::table),
                                new Results.Column<>("TENANT", RunResult::tenant),
                                new Results.Column<>("VERDICT", RunResult::verdict),
                                new Results.Column<>("VIOLATIONS", RunResult::discrepancies),
                                new Results.Column<>("RULES", RunResult::note)),
                        "no rules");
        Verdict verdict = RunLines.verdict(finished);
        boolean undecided = finished.results().stream().anyMatch(result -> result.verdict() == Verdict.UNVERIFIABLE);
        return verdict == Verdict.DIVERGED ? ExitCode.NO : undecided ? ExitCode.ERROR : ExitCode.OK;
    }
}
