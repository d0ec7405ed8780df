package dev.reconciler.app.http.api;

import dev.reconciler.app.http.HealthCheck;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and metrics, for the service manager and for monitoring. */
public final class HealthRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final List<HealthCheck> readiness;
    private final Supplier<List<OpenProblem>> problems;
    private final Supplier<String> metrics;

    /** @param problems standing problems; the daemon is not ready while one of them stops the pipeline */
    public HealthRoutes(List<HealthCheck> readiness, Supplier<List<OpenProblem>> problems, Supplier<String> metrics) {
        this.readiness = List.copyOf(readiness);
        this.problems = problems;
        this.metrics = metrics;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health/live", context -> JsonBody.write(context, Map.of("status", "live"))),
                Route.get("/health/ready", this::ready),
                Route.get("/metrics", this::metrics));
    }

    /** @param reason empty if the check passed */
    record Checked(String name, boolean ok, String reason) {}

    record Readiness(String status, List<Checked> checks, List<OpenProblem> problems) {}

    private void ready(Context context) {
        List<Checked> checks = readiness.stream().map(HealthRoutes::check).toList();
        List<OpenProblem> standing = problems.get();
        boolean ready =
                checks.stream().allMatch(Checked::ok) && standing.stream().noneMatch(OpenProblem::stops);
        context.status(ready ? 200 : 503);
        JsonBody.write(context, new Readiness(ready ? "ready" : "not ready", checks, standing));
    }

    /** Clients need no token here, so only the log holds the exception of a failed check. */
    private static Checked check(HealthCheck check) {
        try {
            return check.problem()
                    .map(reason -> new Checked(check.name(), false, reason))
                    .orElseGet(() -> new Checked(check.name(), true, ""));
        } catch (RuntimeException e) {
            LOG.warn("readiness check {} failed", check.name(), e);
            return new Checked(check.name(), false, "the check failed; the daemon's log has the details");
        }
    }

    private void metrics(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.get());
    }
}
