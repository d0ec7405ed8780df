package dev.reconciler.app.web;

import dev.reconciler.app.http.AnomalyFilter;
import dev.reconciler.app.http.AnomalyView;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.ModelReport;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page of anomalies, with the models of the last run. */
public final class AnomalyPages implements Routes {
    private static final int SIZE = 50;

    private final ApiServices services;
    private final Pages pages;

    public AnomalyPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(pages.get("/anomalies", this::anomalies));
    }

    /**
     * @param models of the run that the filter names, or of the last one
     * @param more the filter as query parameters of a link
     */
    public record Model(Page<AnomalyView> page, List<AnomalyView.Model> models, AnomalyQuery query, String more) {
        public String run() {
            return text(query.run());
        }

        public String table() {
            return text(query.table());
        }

        public String tenant() {
            TenantId tenant = query.tenant();
            return tenant == null ? "" : tenant.value();
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    private void anomalies(Context context) {
        AnomalyQuery query = RequestParameters.read(
                context,
                parameters -> AnomalyFilter.read(
                        parameters,
                        services.name(),
                        new PageRequest(parameters.page().number(), SIZE)),
                "run",
                "table",
                "tenant",
                "kind",
                "page",
                "notice");
        Optional<String> run = Optional.ofNullable(query.run()).or(() -> services.records()
                .runs()
                .last(services.name(), JobKind.ANOMALIES.jobName())
                .map(Run::id));
        List<ModelReport> models = run.map(id -> services.records().anomalies().models(services.name(), id))
                .orElse(List.of());
        pages.show(
                context,
                "anomalies.jte",
                pages.frame(context, "Anomalies", "/anomalies"),
                Map.of(
                        "model",
                        new Model(
                                services.records().anomalies().list(query).map(AnomalyView::of),
                                models.stream().map(AnomalyView.Model::of).toList(),
                                query,
                                PageLinks.others(context))));
    }
}
