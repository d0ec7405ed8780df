package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import io.javalin.http.Context;
import java.util.List;

/** Who did what. */
public final class AuditRoutes implements Routes {
    private final ApiServices services;

    public AuditRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/audit", this::audit));
    }

    private void audit(Context context) {
        Filtered filtered = Filtered.read(context, "subject");
        var page = services.audit().entries(services.name(), filtered.text(), filtered.page());
        JsonBody.write(context, Paged.of(page, entry -> entry));
    }
}
