package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.ReportRequests;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import java.util.List;

/** The figures of reports. */
public final class ReportRoutes implements Routes {
    private final ReportRequests requests;

    public ReportRoutes(ApiServices services) {
        this.requests = new ReportRequests(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/reports/daily", context -> JsonBody.write(context, requests.daily(context))),
                Route.get("/api/v1/reports/trends", context -> JsonBody.write(context, requests.trends(context))),
                Route.get("/api/v1/reports/reviews", context -> JsonBody.write(context, requests.reviews(context))),
                Route.get("/api/v1/reports/evidence", context -> JsonBody.write(context, requests.evidence(context))));
    }
}
