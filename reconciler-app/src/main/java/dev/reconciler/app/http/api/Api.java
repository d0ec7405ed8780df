package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The whole API, with the document that describes it. */
public final class Api implements Routes {
    private final List<Routes> parts;
    private final byte[] openApi;

    public Api(ApiServices services) {
        parts = List.of(
                new PipelineRoutes(services),
                new RunRoutes(services),
                new RuleRoutes(services),
                new DiscrepancyRoutes(services),
                new DifferingKeysRoutes(services),
                new ReviewRoutes(services),
                new CorrectionRoutes(services),
                new ParkedRoutes(services),
                new CoverageRoutes(services),
                new InFlightRoutes(services),
                new ReportRoutes(services),
                new SchemaRoutes(services),
                new AnomalyRoutes(services),
                new AuditRoutes(services),
                new HealthRoutes(services.readiness(), services.control()::problems, services.metrics()));
        openApi = openApi();
    }

    @Override
    public List<Route> routes() {
        Route document = Route.get("/api/openapi.json", context -> context.contentType("application/json")
                .result(openApi));
        return Stream.concat(parts.stream().flatMap(part -> part.routes().stream()), Stream.of(document))
                .toList();
    }

    private static byte[] openApi() {
        try (InputStream document = Api.class.getResourceAsStream("/openapi.json")) {
            return Objects.requireNonNull(document, "openapi.json is part of this jar")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.json can't be read", e);
        }
    }
}
