package dev.reconciler.app.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.SampleView;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.anomaly.ModelReport;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: one run in the foreground. */
@Command(
        name = "verify",
        description = "Verifies the target against the source now.",
        footer = "Exit status: 0 everything was verified and agrees, 1 something differs, 2 error,"
                + " 3 something could not be verified. The job anomalies: 0 completed, 2 error.")
public final class VerifyCommand implements Callable<Integer> {
    private final ConfigLoader loader;
    private final Runner runner;
    private final BiFunction<ReconcilerConfig, String, List<ModelReport>> models;
    private final String actor;
    private final InstantSource clock;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(
            names = "--job",
            paramLabel = "JOB",
            defaultValue = "checksum",
            description =
                    "count, checksum, incremental, sample, rules, canary or anomalies (default: ${DEFAULT-VALUE}).")
    private String job = "checksum";

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this target table; may be repeated.")
    private List<String> tables = List.of();

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant; may be repeated.")
    private List<String> tenants = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "checksum and sample: only the rows that the stream changed since this time"
                    + " (2026-11-28T10:00:00Z), or in this duration before now (2h).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "The end of that span (default: now).")
    private @Nullable String until;

    @Mixin
    private RuleChoice rules = new RuleChoice();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Opens a pipeline and executes one run of it. */
    public interface Runner {
        /** Returns the ended run; empty if another process already runs the same job. */
        Optional<Finished> run(ReconcilerConfig config, RunRequest request);
    }

    /**
     * @param models the models of a run of the job {@code anomalies}, by its id
     * @param actor the operator who types the command, for the run's record and the audit log
     * @param clock for durations before now
     */
    public VerifyCommand(
            ConfigLoader loader,
            Runner runner,
            BiFunction<ReconcilerConfig, String, List<ModelReport>> models,
            String actor,
            InstantSource clock) {
        this.clock = clock;
        this.loader = loader;
        this.runner = runner;
        this.models = models;
        this.actor = actor;
    }

    @Override
    public Integer call() {
        JobKind kind = JobKind.of(job);
        if (kind == JobKind.BACKFILL) {
            throw new IllegalArgumentException("backfill writes; start it with 'reconciler backfill'");
        }
        if (rules.isMade() && kind != JobKind.RULES) {
            throw new IllegalArgumentException("--rule and --phase need --job rules");
        }
        ReconcilerConfig settings = loader.load(config.file());
        if (kind == JobKind.CANARY && settings.jobs().canary() == null) {
            throw new IllegalArgumentException("the canary job needs its own rows: add to the file"
                    + " 'canary: {table: TABLE, tenant: TENANT}' (docs/CONFIG.md, The canary's rows)");
        }
        RunRequest request = new RunRequest(
                kind,
                actor,
                tables.stream()
                        .map(name -> settings.targetTable(name).toString())
                        .toList(),
                tenants.stream().map(TenantId::new).toList(),
                rules.names(settings),
                ChangedBetween.parse(since, until, clock.instant()));
        Finished finished = runner.run(settings, request)
                .orElseThrow(() ->
                        new IllegalStateException("a run of " + job + " is already running; wait until it has ended"));
        if (!kind.hasVerdict() && finished.run().state() == RunState.SUCCEEDED) {
            AnomaliesCommand.print(
                    format.results(spec.commandLine().getOut()),
                    models.apply(settings, finished.run().id()),
                    "list them with 'reconciler anomalies list'; this job proves nothing");
            return ExitCode.OK;
        }
        if (finished.verdict().isPresent() || !finished.results().isEmpty()) {
            print(finished);
        }
        return switch (RunLines.verdict(finished)) {
            case AGREED -> ExitCode.OK;
            case DIVERGED -> ExitCode.NO;
            case UNVERIFIABLE -> ExitCode.UNVERIFIABLE;
            case NOT_VERIFIED -> ExitCode.ERROR;
        };
    }

    /**
     * A result in JSON.
     *
     * @param samples at the first result of a table its samples, else none; so each is printed once
     */
    record SampledResult(@JsonUnwrapped RunResult result, List<SampleView> samples) {}

    private void print(Finished finished) {
        List<RunResult> results = finished.results();
        List<SampleView> samples =
                finished.samples().stream().map(SampleView::of).toList();
        Results printed = format.results(spec.commandLine().getOut());
        printed.report(
                finished.run().job().equals(JobKind.SAMPLE.jobName()) ? sampled(results, samples) : results,
                results,
                List.of(
                        new Results.Column<>("TABLE", RunResult::table),
                        new Results.Column<>("TENANT", RunResult::tenant),
                        new Results.Column<>("VERDICT", RunResult::verdict),
                        new Results.Column<>("SOURCE ROWS", RunResult::sourceRows),
                        new Results.Column<>("TARGET ROWS", RunResult::targetRows),
                        new Results.Column<>("IN DOUBT", RunResult::inDoubt),
                        new Results.Column<>("DIFFERENCES", RunResult::discrepancies),
                        new Results.Column<>("NOTE", RunResult::note)),
                "nothing to verify");
        if (!samples.isEmpty() && !format.isJson()) {
            spec.commandLine().getOut().println();
            printed.list(
                    samples,
                    List.of(
                            new Results.Column<>("TABLE", SampleView::table),
                            new Results.Column<>("TENANT", SampleView::who),
                            new Results.Column<>("ROWS", sample -> sample.draw().population()),
                            new Results.Column<>(
                                    "SAMPLE SIZE", sample -> sample.draw().drawn()),
                            new Results.Column<>(
                                    "DIFFERING", sample -> sample.draw().differing()),
                            new Results.Column<>("ERROR RATE", SampleView::rateText),
                            new Results.Column<>("ERRORS", SampleView::errorsText),
                            new Results.Column<>("CONFIDENCE", SampleView::confidenceText),
                            new Results.Column<>("RECOMMENDATION", sample -> sample.conclusion()
                                    .advice())),
                    "");
        }
    }

    private static List<SampledResult> sampled(List<RunResult> results, List<SampleView> samples) {
        Set<String> printed = new HashSet<>();
        return results.stream()
                .map(result -> new SampledResult(
                        result,
                        printed.add(result.table())
                                ? samples.stream()
                                        .filter(sample -> sample.table().equals(result.table()))
                                        .toList()
                                : List.of()))
                .toList();
    }
}
