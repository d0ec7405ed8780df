package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.UnknownIdException;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists, retries and discards parked events. */
public final class ParkedRoutes implements Routes {
    private final ApiServices services;

    public ParkedRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/parked", this::list),
                Route.post("/api/v1/parked/{id}/retry", this::retry),
                Route.post("/api/v1/parked/{id}/discard", this::discard));
    }

    /** @param table empty for all */
    private record Wanted(String table, Cursor place, int limit) {
        static Wanted of(RequestParameters parameters) {
            return new Wanted(
                    parameters.text("table").orElse(""),
                    parameters.numberedPlace(),
                    parameters.number("limit", 100, 1, 1000));
        }
    }

    private record Answer(
            List<ParkedEvents.Parked> items, @Nullable String next) {}

    private void list(Context context) {
        Wanted wanted = RequestParameters.read(context, Wanted::of, "table", "after", "limit");
        ParkedEvents.Part part = services.operations().parked().list(wanted.table(), wanted.place(), wanted.limit());
        Cursor next = part.next();
        JsonBody.write(context, new Answer(part.items(), next == null ? null : next.text()));
    }

    private void retry(Context context) {
        String id = context.pathParam("id");
        JsonBody.write(
                context,
                services.operations()
                        .parked()
                        .retry(number(id), AccessControl.actor(context))
                        .orElseThrow(() -> new UnknownIdException("parked event", id)));
    }

    /** @param reason for the audit log */
    record DiscardBody(@Nullable String reason) {}

    private void discard(Context context) {
        String id = context.pathParam("id");
        String reason = NoteText.required(
                "reason", JsonBody.read(context, DiscardBody.class).reason());
        JsonBody.write(
                context,
                services.operations()
                        .parked()
                        .discard(number(id), AccessControl.actor(context), reason)
                        .orElseThrow(() -> new UnknownIdException("parked event", id)));
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw InvalidRequestException.malformed("id", "must be a number, not '" + id + "'");
        }
    }
}
