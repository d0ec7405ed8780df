package dev.reconciler.app.cli;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.AnomalyView;
import dev.reconciler.app.wiring.Stores;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.ModelReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code anomalies}: lists unusual rows and columns, and the models that found them. */
@Command(name = "anomalies", description = "Lists rows and columns that look unusual; this proves nothing.")
public final class AnomaliesCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public AnomaliesCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'anomalies list' or 'anomalies models'");
    }

    @Command(
            name = "list",
            description = "Lists recorded anomalies, the latest run first.",
            footer = "Exit status: 0 success, 2 error.")
    int list(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(names = "--table", paramLabel = "TABLE", defaultValue = "", description = "Only this target table.")
                    String table,
            @Option(names = "--tenant", paramLabel = "TENANT", defaultValue = "", description = "Only this tenant.")
                    String tenant,
            @Option(names = "--run", paramLabel = "ID", description = "Only anomalies of this run.") @Nullable
                    String run,
            @Option(names = "--kind", paramLabel = "KIND", description = "Only this kind: ${COMPLETION-CANDIDATES}.")
                    Anomaly.@Nullable Kind kind,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of anomalies, 1 to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit) {
        ReconcilerConfig settings = pipelines.config(config);
        AnomalyQuery query = new AnomalyQuery(
                settings.pipeline(),
                run,
                table.isEmpty() ? null : settings.targetTable(table).toString(),
                tenant.isEmpty() ? null : new TenantId(tenant),
                kind,
                new PageRequest(0, limit));
        Page<AnomalyView> anomalies = pipelines.recorded(
                config,
                application -> application.stores().anomalies().list(query).map(AnomalyView::of));
        format.results(spec.commandLine().getOut())
                .cut(
                        anomalies.items(),
                        anomalies.total(),
                        List.of(
                                new Results.Column<>(
                                        "TABLE", each -> each.place().table()),
                                new Results.Column<>(
                                        "TENANT", each -> each.place().tenant()),
                                new Results.Column<>("KIND", AnomalyView::kind),
                                new Results.Column<>("KEY", each -> String.join(",", each.key())),
                                new Results.Column<>(
                                        "SCORE", each -> each.score().text()),
                                new Results.Column<>("DEVIATES", AnomalyView::deviates),
                                new Results.Column<>("AT", AnomalyView::at)),
                        "no anomalies");
        return ExitCode.OK;
    }

    @Command(
            name = "models",
            description = "Shows what the last run of the job anomalies scored, by table and tenant.",
            footer = "Exit status: 0 success, 2 error.")
    int models(@Mixin ConfigOption config, @Mixin FormatOption format) {
        String pipeline = pipelines.config(config).pipeline();
        List<ModelReport> models = pipelines.recorded(config, application -> last(application.stores(), pipeline));
        print(format.results(spec.commandLine().getOut()), models, "list them with 'reconciler anomalies list'");
        return ExitCode.OK;
    }

    private static List<ModelReport> last(Stores stores, String pipeline) {
        return stores.records()
                .runs()
                .last(pipeline, JobKind.ANOMALIES.jobName())
                .map(Run::id)
                .map(run -> stores.anomalies().models(pipeline, run))
                .orElse(List.of());
    }

    /** Prints a run's models, and the number of anomalies in a last line. */
    static void print(Results results, List<ModelReport> models, String hint) {
        results.listAndLine(
                models.stream().map(AnomalyView.Model::of).toList(),
                List.of(
                        new Results.Column<>("TABLE", AnomalyView.Model::table),
                        new Results.Column<>("TENANT", AnomalyView.Model::tenant),
                        new Results.Column<>("SOURCE ROWS", AnomalyView.Model::sourceRows),
                        new Results.Column<>("OTHER TARGET ROWS", AnomalyView.Model::targetRows),
                        new Results.Column<>("ANOMALIES", AnomalyView.Model::found),
                        new Results.Column<>("RECORDED", AnomalyView.Model::kept),
                        new Results.Column<>("NOTE", AnomalyView.Model::note)),
                "no models",
                models.stream().mapToLong(ModelReport::found).sum() + " anomalies; " + hint);
    }
}
