package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Claiming;
import dev.reconciler.app.http.DecisionForm;
import dev.reconciler.app.http.DiscrepancyFilter;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.review.Claim;
import dev.reconciler.review.Decision;
import dev.reconciler.review.DecisionResult;
import dev.reconciler.review.ReviewItem;
import dev.reconciler.review.ReviewQueue.BulkResult;
import dev.reconciler.review.ReviewQueue.Seen;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The review queue, and reviewers' decisions. */
public final class ReviewRoutes implements Routes {
    private static final int MOST_AT_ONCE = 500;

    private final ApiServices services;
    private final RowImages images;

    public ReviewRoutes(ApiServices services) {
        this.services = services;
        this.images = new RowImages(services.pipeline().tables());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/reviews", this::list),
                Route.post("/api/v1/reviews/bulk", this::bulk),
                Route.post("/api/v1/reviews/{id}/claim", this::claim),
                Route.post("/api/v1/reviews/{id}/resolution", this::resolve),
                Route.post("/api/v1/reviews/{id}/reopen", this::reopen));
    }

    record ItemView(DiscrepancyView discrepancy, @Nullable Claim claim) {}

    private void list(Context context) {
        var page = services.operations().reviews().list(DiscrepancyFilter.read(context, services.name()));
        JsonBody.write(context, Paged.of(page, this::item));
    }

    private ItemView item(ReviewItem item) {
        return new ItemView(DiscrepancyView.of(item.discrepancy(), images.brief(), services), item.claim());
    }

    private void claim(Context context) {
        String id = Lookup.discrepancy(services, context.pathParam("id")).id();
        JsonBody.write(context, Claiming.claim(services, id, AccessControl.actor(context)));
    }

    /**
     * @param values for CUSTOM_FIX: by column of the target
     * @param until for ACCEPT
     * @param version of the discrepancy, as the reviewer saw it
     */
    record ResolutionBody(
            @Nullable String action,
            @Nullable Map<String, @Nullable String> values,
            @Nullable String until,
            @Nullable String notes,
            @Nullable Integer version) {}

    private void resolve(Context context) {
        ResolutionBody body = JsonBody.read(context, ResolutionBody.class);
        if (body.version() == null) {
            throw InvalidRequestException.malformed(
                    "version", "is missing: send the version of the discrepancy that you decide");
        }
        Decision decision = new DecisionForm(body.action(), body.values(), body.until(), body.notes()).decision();
        String id = Lookup.discrepancy(services, context.pathParam("id")).id();
        DecisionResult resolution =
                services.operations().reviews().resolve(id, body.version(), AccessControl.actor(context), decision);
        JsonBody.write(context, ResolutionView.of(resolution, images, services));
    }

    /**
     * @param version of the discrepancy, as the reviewer saw it
     * @param reason for the audit log
     */
    record ReopenBody(@Nullable Integer version, @Nullable String reason) {}

    private void reopen(Context context) {
        ReopenBody body = JsonBody.read(context, ReopenBody.class);
        if (body.version() == null) {
            throw InvalidRequestException.malformed(
                    "version", "is missing: send the version of the discrepancy that you reopen");
        }
        String reason = NoteText.required("reason", body.reason());
        String id = Lookup.discrepancy(services, context.pathParam("id")).id();
        JsonBody.write(
                context,
                DiscrepancyView.of(
                        services.operations()
                                .reviews()
                                .reopen(id, body.version(), AccessControl.actor(context), reason),
                        images,
                        services));
    }

    /** @param outcome result of the correction; null if the decision requires none */
    record ResolutionView(
            DiscrepancyView discrepancy, @Nullable OutcomeView outcome) {
        static ResolutionView of(DecisionResult resolution, RowImages images, ApiServices services) {
            CorrectionOutcome correction = resolution.correction();
            return new ResolutionView(
                    DiscrepancyView.of(resolution.discrepancy(), images, services),
                    correction == null ? null : OutcomeView.of(correction));
        }
    }

    record ItemBody(@Nullable String id, @Nullable Integer version) {
        Seen seen() {
            if (id == null || version == null) {
                throw InvalidRequestException.malformed("items", "each item needs an id and a version");
            }
            return new Seen(id, version);
        }
    }

    record BulkBody(
            @Nullable List<ItemBody> items,
            @Nullable String action,
            @Nullable String until,
            @Nullable String notes) {}

    record BulkView(String id, @Nullable ResolutionView resolution, String problem) {}

    private void bulk(Context context) {
        BulkBody body = JsonBody.read(context, BulkBody.class);
        List<ItemBody> items = body.items();
        if (items == null || items.isEmpty() || items.size() > MOST_AT_ONCE) {
            throw InvalidRequestException.malformed("items", "must have 1 to " + MOST_AT_ONCE + " items");
        }
        if ("CUSTOM_FIX".equals(body.action())) {
            throw InvalidRequestException.senseless(
                    "action", "CUSTOM_FIX is not possible in bulk: its values belong to one row");
        }
        Decision decision = new DecisionForm(body.action(), null, body.until(), body.notes()).decision();
        List<BulkResult> results = services.operations()
                .reviews()
                .resolveAll(items.stream().map(ItemBody::seen).toList(), AccessControl.actor(context), decision);
        long failed = results.stream().filter(each -> !each.problem().isEmpty()).count();
        services.operations()
                .actions()
                .record(
                        AccessControl.actor(context),
                        "review.BULK",
                        "",
                        Map.of(
                                "decision", decision.decided().kind().name(),
                                "items", Integer.toString(results.size()),
                                "failed", Long.toString(failed),
                                "note", decision.note()));
        JsonBody.write(
                context, Map.of("items", results.stream().map(this::result).toList(), "at", now()));
    }

    private Instant now() {
        return services.clock().instant();
    }

    private BulkView result(BulkResult result) {
        DecisionResult resolution = result.resolution();
        return new BulkView(
                result.id(),
                resolution == null ? null : ResolutionView.of(resolution, images, services),
                result.problem());
    }
}
