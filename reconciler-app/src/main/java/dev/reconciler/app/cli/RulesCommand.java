package dev.reconciler.app.cli;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.RuleResultView;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.text.Times;
import dev.reconciler.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rules}: the business rules of the configuration's folder. */
@Command(name = "rules", description = "Checks and evaluates business rules.")
public final class RulesCommand implements Runnable {
    private static final int GROUPS_IN_LINE = 3;

    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public RulesCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "command missing: 'rules lint', 'rules run' or 'rules results'");
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
                    List<String> tenants,
            @Mixin RuleChoice choice) {
        ReconcilerConfig loaded = pipelines.config(config);
        RunRequest request = RunLines.request(loaded, JobKind.RULES, pipelines.actor(), tables, tenants)
                .ofRules(choice.names(loaded));
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

    @Command(
            name = "results",
            description = "Lists the results of rules per rule, tenant and run, latest first.",
            footer = "Exit status: 0 success, 2 error.")
    int results(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(names = "--rule", paramLabel = "RULE", description = "Only results of this rule.") @Nullable
                    String rule,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Only results of this tenant.") @Nullable
                    String tenant,
            @Option(names = "--run", paramLabel = "ID", description = "Only results of this run.") @Nullable String run,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of results, 1 to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit) {
        RuleResultQuery query = new RuleResultQuery(
                rule, tenant == null ? null : new TenantId(tenant), run, null, new PageRequest(0, limit));
        Page<RuleResultView> results = pipelines.recorded(
                config,
                application ->
                        application.stores().records().ruleResults().list(query).map(RuleResultView::of));
        format.results(spec.commandLine().getOut())
                .cut(results.items(), results.total(), resultColumns(), "no results");
        return ExitCode.OK;
    }

    private static List<Results.Column<RuleResultView>> resultColumns() {
        return List.of(
                new Results.Column<>("STARTED", RuleResultView::started),
                new Results.Column<>("RULE", result -> result.subject().rule()),
                new Results.Column<>("TENANT", result -> result.subject().tenant()),
                new Results.Column<>("OUTCOME", RuleResultView::outcome),
                new Results.Column<>("GROUPS", result -> result.numbers().groups()),
                new Results.Column<>("VIOLATIONS", result -> result.numbers().violations()),
                new Results.Column<>("VIOLATING GROUPS", result -> result.groupsInBrief(GROUPS_IN_LINE)),
                new Results.Column<>("SOURCE", result -> result.values().source()),
                new Results.Column<>("TARGET", result -> result.values().target()),
                new Results.Column<>("DIFFERENCE", result -> result.values().difference()),
                new Results.Column<>("POSITION", result -> result.at().position()),
                new Results.Column<>("DURATION", result -> Times.span(result.duration())),
                new Results.Column<>("RUN", result -> result.subject().run()),
                new Results.Column<>("REASON", RuleResultView::reason));
    }
}
