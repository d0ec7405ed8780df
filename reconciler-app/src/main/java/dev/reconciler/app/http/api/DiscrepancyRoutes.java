package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.DiscrepancyFilter;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RowImages;
import io.javalin.http.Context;
import java.util.List;

/** Lists discrepancies. */
public final class DiscrepancyRoutes implements Routes {
    private final ApiServices services;
    private final RowImages images;

    public DiscrepancyRoutes(ApiServices services) {
        this.services = services;
        this.images = new RowImages(services.pipeline().tables());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/discrepancies", this::list), Route.get("/api/v1/discrepancies/{id}", this::find));
    }

    private void list(Context context) {
        var page = services.records().discrepancies().search(DiscrepancyFilter.read(context, services.name()));
        RowImages brief = images.brief();
        JsonBody.write(context, Paged.of(page, d -> DiscrepancyView.of(d, brief, services)));
    }

    private void find(Context context) {
        var found = Lookup.discrepancy(services, context.pathParam("id"));
        JsonBody.write(context, DiscrepancyView.of(found, images, services));
    }
}
