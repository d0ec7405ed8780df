package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.SchemaDifference;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences of both schemas. */
public final class SchemaRoutes implements Routes {
    private final ApiServices services;

    public SchemaRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/schema/diff", this::diff));
    }

    /** @param level null if nothing differs */
    record View(Instant comparedAt, String reason, @Nullable Compatibility level, List<SchemaDifference> differences) {
        static View of(RecordedComparison comparison) {
            return new View(
                    comparison.at(), comparison.reason(), comparison.level().orElse(null), comparison.differences());
        }
    }

    /** The recorded comparison, or a new one if the request asks for it or none is recorded. */
    private void diff(Context context) {
        boolean now = RequestParameters.read(
                context, parameters -> parameters.one("from", From.class).orElse(From.RECORD) == From.NOW, "from");
        JsonBody.write(
                context,
                View.of(now ? compared() : services.verified().schemas().last().orElseGet(this::compared)));
    }

    /** The comparison that an answer holds. */
    enum From {
        RECORD,
        NOW
    }

    private RecordedComparison compared() {
        return services.verified().schemas().now("request");
    }
}
