package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.ReportRequests;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.app.report.Document;
import dev.reconciler.app.report.EvidenceDocument;
import dev.reconciler.app.report.Markdown;
import dev.reconciler.app.report.ReportFormat;
import dev.reconciler.app.report.ReviewsDocument;
import dev.reconciler.app.report.TrendsDocument;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.ReviewsReport;
import dev.reconciler.report.TrendsReport;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reports as pages, and as files to download. */
public final class ReportPages implements Routes {
    private final ReportRequests requests;
    private final Pages pages;

    public ReportPages(ApiServices services) {
        this.requests = new ReportRequests(services, "format", "notice");
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                pages.get("/reports", this::daily),
                pages.get("/reports/daily", this::daily),
                pages.get("/reports/trends", this::trends),
                pages.get("/reports/reviews", this::reviews),
                pages.get("/reports/evidence", this::evidence));
    }

    /** The report that is shown; a field that it does not have is empty. */
    public record Choice(String path, String date, String days, String zone, String tenant) {
        /** As query parameters, each followed by an ampersand. */
        public String query() {
            return parameter("date", date)
                    + parameter("days", days)
                    + parameter("zone", zone)
                    + parameter("tenant", tenant);
        }

        private static String parameter(String name, String value) {
            return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&";
        }
    }

    private void daily(Context context) {
        DailyReport report = requests.daily(context);
        String date = report.day().date().toString();
        Choice choice =
                new Choice("/reports/daily", date, "", report.day().zone().toString(), "");
        answer(context, choice, "daily-" + date, report, DailyDocument.of(report));
    }

    private void trends(Context context) {
        TrendsReport report = requests.trends(context);
        String days = Integer.toString(report.overall().days().size());
        String last = report.last().toString();
        Choice choice = new Choice("/reports/trends", last, days, report.zone().toString(), "");
        answer(context, choice, "trends-" + last, report, TrendsDocument.of(report));
    }

    private void reviews(Context context) {
        ReviewsReport report = requests.reviews(context);
        Choice choice = new Choice("/reports/reviews", "", "", "", "");
        answer(context, choice, "reviews", report, ReviewsDocument.of(report));
    }

    private void evidence(Context context) {
        Optional<EvidenceReport> report = requests.evidenceIfAsked(context);
        if (report.isEmpty()) {
            show(context, new Choice("/reports/evidence", "", "", "", ""), null);
            return;
        }
        String tenant = String.valueOf(report.get().heading().tenant());
        Choice choice = new Choice("/reports/evidence", "", "", "", tenant);
        answer(context, choice, "evidence", report.get(), EvidenceDocument.of(report.get()));
    }

    private void answer(Context context, Choice choice, String name, Object report, Document document) {
        Optional<ReportFormat> format = requests.format(context);
        if (format.isEmpty()) {
            show(context, choice, document);
            return;
        }
        context.header(
                "Content-Disposition",
                "attachment; filename=\"reconciler-" + name + format.get().ending() + "\"");
        switch (format.get()) {
            case HTML -> context.html(ReportHtml.of(document));
            case MARKDOWN, TEXT ->
                context.contentType(format.get().contentType()).result(Markdown.of(document));
            case JSON -> JsonBody.write(context, report);
        }
    }

    private void show(Context context, Choice choice, @Nullable Document document) {
        Map<String, Object> content = new HashMap<>();
        content.put("choice", choice);
        if (document != null) {
            content.put("document", document);
        }
        pages.show(context, "reports.jte", pages.frame(context, "Reports", "/reports"), content);
    }
}
