package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.verify.confirm.InFlight;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the rows in flight of mode observe. */
public final class InFlightRoutes implements Routes {
    private final ApiServices services;

    public InFlightRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/in-flight", this::inFlight));
    }

    record View(
            String table,
            @Nullable String tenant,
            long rows,
            Instant since,
            long oldestAgeSeconds,
            long changes,
            long overdue) {
        static View of(InFlight some, Instant now) {
            return new View(
                    some.table(),
                    some.tenant().isNone() ? null : some.tenant().value(),
                    some.rows(),
                    some.since(),
                    Math.max(0, Duration.between(some.since(), now).toSeconds()),
                    some.changes(),
                    some.overdue());
        }
    }

    private void inFlight(Context context) {
        RequestParameters.none(context);
        Instant now = services.clock().instant();
        List<View> views = services.verified().inFlight().get().stream()
                .map(some -> View.of(some, now))
                .toList();
        JsonBody.write(context, Map.of("items", views));
    }
}
