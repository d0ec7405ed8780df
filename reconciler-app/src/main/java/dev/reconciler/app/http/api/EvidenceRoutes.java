package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Parameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.verify.coverage.Covered;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is proven and through which position, and who did what. */
public final class EvidenceRoutes implements Routes {
    private final ApiServices services;

    public EvidenceRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/coverage", this::coverage), Route.get("/api/v1/audit", this::audit));
    }

    record View(
            String pipeline,
            String table,
            @Nullable String tenant,
            String verdict,
            String verdictJob,
            Instant verdictAt,
            Covered.@Nullable VerifiedThrough verifiedThrough,
            String unverifiableReason,
            long unverifiableCount) {
        static View of(Covered covered) {
            return new View(
                    covered.pipeline(),
                    covered.table(),
                    covered.tenant().isNone() ? null : covered.tenant().value(),
                    covered.verdict().name(),
                    covered.verdictJob(),
                    covered.verdictAt(),
                    covered.verified(),
                    covered.unverifiableReason(),
                    covered.unverifiableCount());
        }
    }

    private void coverage(Context context) {
        Parameters.of(context);
        List<View> views =
                services.coverage().list(services.name()).stream().map(View::of).toList();
        JsonBody.write(context, Map.of("items", views));
    }

    private void audit(Context context) {
        Parameters parameters = Parameters.of(context, "subject", "page", "size");
        var page = services.audit()
                .entries(services.name(), parameters.text("subject").orElse(""), parameters.page());
        JsonBody.write(context, Paged.of(page, entry -> entry));
    }
}
