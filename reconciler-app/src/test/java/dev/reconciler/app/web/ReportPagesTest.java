package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunState;
import dev.reconciler.testing.ReportHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class ReportPagesTest extends BrowserTest {
    /** Text of a chart that a reader can't see: it has the colour of the background. */
    private static final String UNREADABLE = """
        [...document.querySelectorAll("svg.chart text")]
            .filter(text => getComputedStyle(text).fill === getComputedStyle(text.closest(".card")).backgroundColor)
            .length\
        """;

    @TempDir
    private Path directory;

    @Test
    void everyReportIsAPageWithChartsAndTables() {
        new ReportHistory(daemon.lab.control).record();
        login("/reports");
        assertThat(page.locator("nav [aria-current]").first()).hasText("Reports");
        page.navigate(daemon.url("/reports/daily?date=2026-01-02"));
        assertThat(page.locator("h1")).hasText("Daily report of shop, 2026-01-02");
        assertThat(page.locator("dl.facts").first()).containsText("25.0 % of 4 closed");
        assertThat(page.locator("dl.facts").first())
                .containsText(Duration.ofMillis(850).toMillis() + " ms");
        var chart = page.locator("svg.chart").first();
        assertThat(chart.locator("title")).hasText("Discrepancies of the day by outcome");
        assertThat(chart.locator("desc")).containsText("3 found, 1 corrected automatically, 0 healed");
        assertThat(chart.locator("rect")).hasCount(6);
        assertThat(page.locator("caption").first()).hasText("Discrepancies by type and severity");
        shoot("report-daily");

        page.getByLabel("Reports").getByText("Trends").click();
        page.getByLabel("Last day").fill("2026-01-03");
        page.getByLabel("Days").fill("3");
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("main")).containsText("The overall trend is decreasing");
        assertThat(page.locator("svg.chart rect.one")).hasCount(4);
        shoot("report-trends");

        page.getByLabel("Reports").getByText("Reviews").click();
        assertThat(page.locator("main")).containsText("1 to 24 hours");
        shoot("report-reviews");

        page.getByLabel("Reports").getByText("Evidence").click();
        page.getByLabel("Tenant").fill("acme");
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("main")).containsText("yes: every entry matches");
        assertThat(page.locator("body")).not().containsText("globex");
        shoot("report-evidence");
        assertThat(complaints).isEmpty();
    }

    @Test
    void fileLoadsNothingAndIsReadableInTheDarkAndOnAPhone() throws IOException {
        new ReportHistory(daemon.lab.control).record();
        login("/reports/daily?date=2026-01-02");
        Download download =
                page.waitForDownload(() -> page.getByText("HTML", new Page.GetByTextOptions().setExact(true))
                        .click());
        assertThat(download.suggestedFilename()).isEqualTo("reconciler-daily-2026-01-02.html");
        Path file = directory.resolve("daily.html");
        download.saveAs(file);
        assertThat(Files.readString(file)).doesNotContain("<script", "src=", "url(", "@import", "<link");

        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            context.close();
            open(new Browser.NewContextOptions().setViewportSize(390, 844).setColorScheme(scheme));
            List<String> requests = new ArrayList<>();
            page.onRequest(request -> requests.add(request.url()));
            page.navigate(file.toUri().toString());

            assertThat(requests).containsExactly(file.toUri().toString());
            assertThat(page.locator("svg.chart").first()).isVisible();
            assertThat(page.evaluate(UNREADABLE)).isEqualTo(0);
            assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                    .isTrue();
            shoot("report-file-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void valuesAreShownAndNeverExecuted() {
        String hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        daemon.ended(hostile, RunState.SUCCEEDED);
        daemon.coverage.unverifiable("shop", hostile, new TenantId("acme"), "count", hostile, 1);
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        login("/reports/daily");
        assertThat(page.locator("td", new Page.LocatorOptions().setHasText("<script>alert(1)</script>")))
                .hasCount(2);
        page.navigate(daemon.url("/reports/evidence?tenant=acme"));
        assertThat(page.locator("main")).containsText(hostile);
        page.navigate(daemon.url("/reports/evidence?tenant=%3Cscript%3Ealert(3)%3C/script%3E"));
        assertThat(page.locator("main")).containsText("there is no record of tenant <script>alert(3)</script>");
        assertThat(page.locator("main script, main img")).hasCount(0);
        assertThat(dialogs).isEmpty();
    }
}
