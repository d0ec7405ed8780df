package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.AuditView;
import dev.reconciler.app.http.ChainReport;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.audit.AuditQuery;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** Lists and verifies the audit log. */
public final class AuditRoutes implements Routes {
    private final ApiServices services;

    public AuditRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/audit", this::audit), Route.get("/api/v1/audit/verification", this::verification));
    }

    private void audit(Context context) {
        AuditQuery query =
                RequestParameters.read(context, this::wanted, "subject", "actor", "action", "page", "size", "after");
        JsonBody.write(context, Paged.of(services.records().audit().entries(query), AuditView::of));
    }

    private AuditQuery wanted(RequestParameters parameters) {
        return new AuditQuery(
                services.name(),
                parameters.text("subject").orElse(""),
                parameters.text("actor").orElse(""),
                parameters.text("action").orElse(""),
                Set.of(),
                parameters.pageOrWalk());
    }

    /** Reads the whole chain. */
    private void verification(Context context) {
        RequestParameters.none(context);
        JsonBody.write(context, ChainReport.of(services.records().audit().verify(services.name())));
    }
}
