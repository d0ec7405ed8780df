package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Parameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.control.UnknownIdException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** Events that could not be applied. */
public final class ParkedRoutes implements Routes {
    private final ApiServices services;

    public ParkedRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/parked", this::list), Route.post("/api/v1/parked/{id}/retry", this::retry));
    }

    /** @param table empty for all */
    private record Wanted(String table, int limit) {
        static Wanted of(Parameters parameters) {
            return new Wanted(parameters.text("table").orElse(""), parameters.number("limit", 100, 1, 1000));
        }
    }

    private void list(Context context) {
        Wanted wanted = Parameters.read(context, Wanted::of, "table", "limit");
        JsonBody.write(context, Map.of("items", services.parked().list(wanted.table(), wanted.limit())));
    }

    private void retry(Context context) {
        String id = context.pathParam("id");
        JsonBody.write(
                context,
                services.parked().retry(number(id)).orElseThrow(() -> new UnknownIdException("parked event", id)));
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw InvalidRequestException.malformed("id", "of a parked event is a number, not '" + id + "'");
        }
    }
}
