package dev.reconciler.app.web;

import dev.reconciler.app.report.Document;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A report as one HTML file, which loads nothing and runs no script. */
public final class ReportHtml {
    private static final String STYLE = new String(Assets.read("/web/app.css"), StandardCharsets.UTF_8);

    private ReportHtml() {}

    public static String of(Document document) {
        return Templates.html("reportfile.jte", Map.of("document", document, "style", STYLE))
                        .strip() + "\n";
    }
}
