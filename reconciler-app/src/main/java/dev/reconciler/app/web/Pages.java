package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Renders templates with the frame that all pages share. */
final class Pages {
    /** Notices by their code in the address. A page never shows text from the address, which a link's author chooses. */
    private static final Map<String, String> NOTICES = Map.of(
            "reopened", "Item returned to review.",
            "undone", "Correction undone; its discrepancy is in review again.",
            "started", "Run started.",
            "claimed", "You have claimed this item.",
            "table-resumed", "Table resumed. Now retry or discard its parked events.",
            "discarded", "Parked event discarded. Verification will check its row.",
            "paused", "Applying paused. The source keeps its WAL until you resume.",
            "resumed", "Applying resumed.");

    private final ApiServices services;

    Pages(ApiServices services) {
        this.services = services;
    }

    Route get(String path, Handler handler) {
        return Route.get(path, handler);
    }

    Route post(String path, Handler handler) {
        return Route.post(path, handler);
    }

    Frame frame(Context context, String title, String active) {
        String notice = Optional.ofNullable(context.queryParam("notice"))
                .map(code -> NOTICES.getOrDefault(code, ""))
                .orElse("");
        return new Frame(
                title,
                active,
                AccessControl.actor(context),
                services.name(),
                services.records()
                        .discrepancies()
                        .search(DiscrepancyQuery.of(services.name(), new PageRequest(0, 1))
                                .in(DiscrepancyState.IN_REVIEW))
                        .total(),
                services.control().applies(),
                notice,
                services.clock().instant());
    }

    void show(Context context, String template, Frame frame, Map<String, Object> content) {
        Map<String, Object> parameters = new HashMap<>(content);
        parameters.put("frame", frame);
        render(context, template, parameters);
    }

    void render(Context context, String template, Map<String, Object> parameters) {
        context.html(Templates.html(template, parameters));
    }
}
