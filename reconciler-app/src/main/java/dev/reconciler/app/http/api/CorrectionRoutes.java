package dev.reconciler.app.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.http.Undoing;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.Correction;
import dev.reconciler.row.ChangedRow;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists corrections and undoes them. */
public final class CorrectionRoutes implements Routes {
    private final ApiServices services;
    private final RowImages images;

    public CorrectionRoutes(ApiServices services) {
        this.services = services;
        this.images = new RowImages(services.pipeline().tables()).brief();
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/corrections", this::list), Route.post("/api/v1/corrections/{id}/undo", this::undo));
    }

    /** A correction: one flat object, with the members of the parts in their order. */
    record View(
            String id,
            String discrepancy,
            @JsonUnwrapped Address address,
            @JsonUnwrapped Write write,
            long fence,
            String actor,
            Instant at,
            @Nullable String undoneBy) {
        record Address(String table, @Nullable String tenant, List<String> key) {}

        record Write(
                String kind,
                @Nullable Map<String, @Nullable String> before,
                @Nullable Map<String, @Nullable String> after) {}
    }

    private void list(Context context) {
        Filtered filtered = Filtered.read(context, "table");
        var page = services.records().corrections().list(filtered.text(), filtered.page());
        JsonBody.write(context, Paged.of(page, this::view));
    }

    private View view(Correction c) {
        ChangedRow row = c.row();
        return new View(
                c.id(),
                c.discrepancy(),
                new View.Address(
                        row.table(),
                        row.tenant().isNone() ? null : row.tenant().value(),
                        row.key().parts()),
                new View.Write(
                        c.kind().name(),
                        images.named(row.table(), row.before()),
                        images.named(row.table(), row.after())),
                c.fence(),
                c.actor(),
                c.at(),
                c.undoneBy());
    }

    /** @param reason for the audit log */
    record UndoBody(@Nullable String reason) {}

    /** The body is optional: earlier clients send none. */
    private void undo(Context context) {
        String id = context.pathParam("id");
        if (services.records().corrections().find(id).isEmpty()) {
            throw new UnknownIdException("correction", id);
        }
        String reason = NoteText.optional(
                "reason",
                JsonBody.readIfAny(context, UndoBody.class)
                        .map(UndoBody::reason)
                        .orElse(null));
        JsonBody.write(context, OutcomeView.of(Undoing.undo(services, id, AccessControl.actor(context), reason)));
    }
}
