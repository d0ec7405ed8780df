package dev.reconciler.app.http.api;

import dev.reconciler.app.http.AnomalyFilter;
import dev.reconciler.app.http.AnomalyView;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.ModelReport;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists anomalies, and the models that found them. */
public final class AnomalyRoutes implements Routes {
    private final ApiServices services;

    public AnomalyRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/anomalies", this::anomalies), Route.get("/api/v1/anomalies/models", this::models));
    }

    private void anomalies(Context context) {
        AnomalyQuery query = RequestParameters.read(
                context,
                parameters -> AnomalyFilter.read(parameters, services.name(), parameters.pageOrWalk()),
                "run",
                "table",
                "tenant",
                "kind",
                "page",
                "size",
                "after");
        JsonBody.write(context, Paged.of(services.records().anomalies().list(query), AnomalyView::of));
    }

    private void models(Context context) {
        Optional<String> asked = RequestParameters.read(context, parameters -> parameters.text("run"), "run");
        Optional<String> run = asked.or(() -> services.records()
                .runs()
                .last(services.name(), JobKind.ANOMALIES.jobName())
                .map(Run::id));
        List<ModelReport> models = run.map(id -> services.records().anomalies().models(services.name(), id))
                .orElse(List.of());
        JsonBody.write(
                context,
                Map.of("items", models.stream().map(AnomalyView.Model::of).toList()));
    }
}
