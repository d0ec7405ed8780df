package dev.reconciler.app.cli;

import dev.reconciler.app.config.Mode;
import dev.reconciler.correction.backfill.FillPlan;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backfill}: fills tables that are not filled yet. */
@Command(
        name = "backfill",
        description = "Fills the target's tables from the source under load; resumes an interrupted backfill.",
        footer = "Exit status: 0 everything is filled, 1 some rows are not, 2 error.")
public final class BackfillCommand implements Callable<Integer> {
    private final Pipelines pipelines;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this target table; may be repeated.")
    private @Nullable List<String> tables;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "With --dry-run: count only this tenant's rows; may be repeated.")
    private @Nullable List<String> tenants;

    @Option(names = "--dry-run", description = "Show the tables that would be filled, and write nothing.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public BackfillCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public Integer call() {
        if (pipelines.config(config).mode() == Mode.OBSERVE) {
            throw new IllegalArgumentException("in mode observe applications write the target, so there is no backfill;"
                    + " 'reconciler verify' finds missing rows, and policy or review corrects them");
        }
        RunRequest request =
                RunLines.request(pipelines.config(config), JobKind.BACKFILL, pipelines.actor(), tables, tenants);
        return dryRun ? plan(request) : fill(request);
    }

    private int plan(RunRequest request) {
        List<FillPlan> plans = pipelines.inspected(config, application -> application.fillPlans(request));
        format.results(spec.commandLine().getOut())
                .list(
                        plans,
                        List.of(
                                new Results.Column<>("TABLE", FillPlan::table),
                                new Results.Column<>("STATE", FillPlan::state),
                                new Results.Column<>("ROWS TO FILL", FillPlan::rows)),
                        "no tables");
        return ExitCode.OK;
    }

    private int fill(RunRequest request) {
        if (!request.tenants().isEmpty()) {
            throw new IllegalArgumentException(
                    "a backfill fills a table for all tenants of the pipeline, because the applier then applies all of its"
                            + " events: limit the pipeline by 'tenants:' in the configuration. In a live table,"
                            + " 'reconciler verify --tenant ID' finds a tenant's missing rows, and policy or review"
                            + " corrects them");
        }
        Finished finished = pipelines.streaming(config, application -> RunLines.finished(application, request));
        RunLines.verdict(finished);
        format.results(spec.commandLine().getOut())
                .list(
                        finished.results(),
                        List.of(
                                new Results.Column<>("TABLE", RunResult::table),
                                new Results.Column<>("ROWS FILLED", RunResult::targetRows),
                                new Results.Column<>("NOTE", RunResult::note)),
                        "no table needs a backfill");
        boolean left = finished.results().stream().anyMatch(result -> result.verdict() != Verdict.AGREED);
        return left ? ExitCode.NO : ExitCode.OK;
    }
}
