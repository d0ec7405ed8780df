package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.security.BearerToken;
import dev.reconciler.app.security.Sessions;
import java.util.List;

/** The routes of all pages and of the files that pages load. */
public final class Web {
    private Web() {}

    public static List<Routes> routes(ApiServices services, BearerToken token, Sessions sessions) {
        return List.of(
                new Assets(),
                new ErrorPages(services),
                new LoginPages(services, token, sessions),
                new OverviewPages(services),
                new CoveragePages(services),
                new DiscrepancyPages(services),
                new RecordPages(services),
                new RulePages(services),
                new ReportPages(services),
                new SchemaPages(services),
                new AnomalyPages(services),
                new AuditPages(services));
    }
}
