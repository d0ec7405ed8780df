package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tag of a run is its verdict, in the list, on its own page and on the overview. */
@Tag("system")
class RunTagsTest extends BrowserTest {
    private static final String CUSTOMERS = "public.customers";
    private static final String ORDERS = "public.orders";

    @Test
    void aRunWithAFindingHasNoGreenTagAnywhere() {
        Run run = daemon.checksum(
                DaemonLab.result(CUSTOMERS, "acme", Verdict.DIVERGED, 10, 30),
                DaemonLab.result(CUSTOMERS, "globex", Verdict.DIVERGED, 10, 1),
                DaemonLab.result(ORDERS, "acme", Verdict.AGREED, 10, 0));
        requireTag(run, "bad", "2 of 3 differ · 31 rows");
    }

    @Test
    void onlyARunThatVerifiedAllAndAgreesIsGreen() {
        requireTag(daemon.checksum(DaemonLab.result(ORDERS, "acme", Verdict.AGREED, 10, 0)), "good", "all equal");
        requireTag(
                daemon.checksum(
                        DaemonLab.result(CUSTOMERS, "acme", Verdict.UNVERIFIABLE, 0, 0),
                        DaemonLab.result(ORDERS, "acme", Verdict.AGREED, 10, 0)),
                "warn",
                "no verdict on 1 of 2");
        requireTag(daemon.checksum(), "warn", "no verdict · succeeded");
    }

    @Test
    void aRunThatFailedHasNoVerdictAndItsFindingsAreRed() {
        requireTag(daemon.ended("count", RunState.VOID), "warn", "no verdict · void");
        requireTag(
                daemon.ended(
                        "checksum",
                        RunState.FAILED,
                        DaemonLab.result(CUSTOMERS, "acme", Verdict.DIVERGED, 10, 1),
                        DaemonLab.result(ORDERS, "", Verdict.NOT_VERIFIED, 0, 0)),
                "bad",
                "1 of 2 differ · 1 row · incomplete");
        requireTag(
                daemon.ended(
                        "rules",
                        RunState.FAILED,
                        DaemonLab.result(CUSTOMERS, "acme", Verdict.AGREED, 0, 0),
                        DaemonLab.result(ORDERS, "", Verdict.NOT_VERIFIED, 0, 0)),
                "warn",
                "no verdict on 1 of 2");
    }

    @Test
    void aRunThatIsRunningIsBlue() {
        requireTag(daemon.running("sample"), "info", "running");
    }

    @Test
    void aRunOfSamplesShowsEachEstimateWithItsBounds() {
        Run run = daemon.sampled(DaemonLab.sample(CUSTOMERS, null), DaemonLab.sample(CUSTOMERS, new TenantId("acme")));
        login("/runs/" + run.id());

        List<String> rows =
                page.locator("section[aria-labelledby=samples] tbody tr").allInnerTexts();
        assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(row)
                .contains(CUSTOMERS, "0.750 % (0.158 to 2.16 %)", "750 (158 to 2163)", "95 %", "acceptable", "42"));
        assertThat(rows.get(0)).contains("all");
        assertThat(rows.get(1)).contains("acme");
    }

    private void requireTag(Run run, String tone, String text) {
        if (!page.url().contains("127.0.0.1")) {
            login("/runs");
        }
        page.navigate(daemon.url("/runs"));
        require(page.locator("tr", new com.microsoft.playwright.Page.LocatorOptions().setHas(link(run))), tone, text);
        page.navigate(daemon.url("/"));
        require(page.locator("tr[data-row='" + run.id() + "']"), tone, text);
        page.navigate(daemon.url("/runs/" + run.id()));
        require(page.locator("section[aria-label=Summary]"), tone, text);
    }

    private Locator link(Run run) {
        return page.locator("a[href='/runs/" + run.id() + "']");
    }

    private static void require(Locator place, String tone, String text) {
        assertThat(place.locator(".tag")).satisfies(tag -> {
            assertThat(tag.count()).isEqualTo(1);
            assertThat(tag.textContent()).isEqualTo(text);
            assertThat(tag.getAttribute("class")).isEqualTo("tag " + tone);
        });
    }
}
