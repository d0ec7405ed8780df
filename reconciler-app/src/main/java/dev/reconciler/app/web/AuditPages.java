package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.ChainReport;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.security.ActorName;
import dev.reconciler.audit.AuditEntry;
import dev.reconciler.audit.AuditQuery;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The page of the audit log, with a check of its hash chain. */
public final class AuditPages implements Routes {
    private static final int SIZE = 50;

    private final ApiServices services;
    private final Pages pages;

    public AuditPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(pages.get("/audit", this::audit));
    }

    /**
     * An entry as the page shows it.
     *
     * @param link the path of its subject's page; empty if there is none
     */
    public record Line(AuditEntry entry, HistoryLine told, String link) {
        static Line of(AuditEntry entry) {
            return new Line(entry, HistoryLine.of(entry), link(entry));
        }

        private static String link(AuditEntry entry) {
            String kind = entry.action().substring(0, Math.max(0, entry.action().indexOf('.')));
            boolean hasSubject = !entry.subject().isEmpty();
            return switch (kind) {
                case "discrepancy", "review" -> hasSubject ? "/discrepancies/" + entry.subject() : "";
                case "run" -> "/runs/" + entry.subject();
                case "correction" -> "/corrections";
                case "parked" -> "/parked";
                default -> "";
            };
        }
    }

    /**
     * @param more the filter as query parameters of a link
     * @param everyone true if the list includes the daemon's own entries
     */
    public record Model(Page<Line> page, AuditQuery query, boolean everyone, String more) {}

    private void audit(Context context) {
        AuditQuery query = RequestParameters.read(
                context, this::wanted, "subject", "actor", "action", "everyone", "check", "page", "notice");
        boolean everyone = query.withoutActors().isEmpty();
        Page<AuditEntry> page = services.records().audit().entries(query);
        List<Line> lines = page.items().stream().map(Line::of).toList();
        Map<String, Object> content = new HashMap<>();
        content.put(
                "model",
                new Model(
                        new Page<>(lines, page.number(), page.size(), page.total()),
                        query,
                        everyone,
                        PageLinks.others(context)));
        if (context.queryParam("check") != null) {
            content.put("chain", ChainReport.of(services.records().audit().verify(services.name())));
        }
        pages.show(context, "audit.jte", pages.frame(context, "Audit", "/audit"), content);
    }

    private AuditQuery wanted(RequestParameters parameters) {
        return new AuditQuery(
                services.name(),
                parameters.text("subject").orElse(""),
                parameters.text("actor").orElse(""),
                parameters.text("action").orElse(""),
                parameters.text("everyone").isPresent() ? Set.of() : ActorName.OF_THE_DAEMON,
                new PageRequest(parameters.page().number(), SIZE));
    }
}
