package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Problem;
import dev.reconciler.app.http.ProblemResponses.ProblemPage;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.security.AccessControl;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows an error as a page, with the navigation if the person is logged in. It reads nothing from a database, which may be down. */
final class ErrorPages implements Routes {
    private final ApiServices services;
    private final Pages pages;

    ErrorPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public Optional<ProblemPage> problemPage() {
        return Optional.of(this::show);
    }

    private void show(Context context, Problem problem) {
        Frame frame = new Frame(
                problem.title(),
                "",
                AccessControl.known(context).orElse(""),
                services.name(),
                0,
                services.control().applies(),
                "",
                services.clock().instant());
        pages.show(context, "problem.jte", frame, Map.of("problem", problem));
    }
}
