package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.verify.Verdict;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("system")
class NarrowAndKeyboardTest extends BrowserTest {
    static final String CUT_OFF = """
        [...document.querySelectorAll("html, .card")]
            .filter(box => box.scrollWidth > box.clientWidth)
            .map(box => box.className + " " + box.getAttribute("aria-label") + box.getAttribute("aria-labelledby"))
            .join()\
        """;

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void aPhoneShowsEveryColumnOfEveryPage(ColorScheme scheme) {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(390, 844).setColorScheme(scheme));
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        daemon.extra("b");
        var run = daemon.checksum(
                DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 1_234_567, 1),
                DaemonLab.result("public.customers", "globex", Verdict.AGREED, 10, 0));
        login("/");
        for (String path : List.of(
                "/",
                "/discrepancies",
                "/discrepancies/" + item.id(),
                "/reviews",
                "/corrections",
                "/runs",
                "/runs/" + run.id(),
                "/parked",
                "/reports",
                "/reports/trends",
                "/reports/reviews",
                "/reports/evidence?tenant=acme",
                "/anomalies",
                "/audit")) {
            page.navigate(daemon.url(path));
            assertThat((String) page.evaluate(CUT_OFF)).as(path).isEmpty();
            shoot("phone-" + scheme.name().toLowerCase(Locale.ROOT)
                    + path.replace('/', '-').replace(item.id(), "one").replace(run.id(), "one"));
        }
        page.navigate(daemon.url("/reviews"));
        assertThat((String) page.evaluate("document.querySelector('tbody td:nth-child(3)').dataset.label"))
                .isEqualTo("Tenant");
        assertThat(complaints).isEmpty();
    }

    @Test
    void reviewQueueIsUsableByKeyboardAlone() {
        Discrepancy first = daemon.mismatch("a", "1.00", "9.00");
        Discrepancy other = daemon.extra("b");
        Discrepancy third = daemon.missing("c");
        login("/reviews");
        page.waitForURL("**/reviews");

        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("k");
        assertThat(page.locator("tbody tr").nth(1).locator("a")).isFocused();
        page.keyboard().press("Enter");
        page.waitForURL("**/discrepancies/*");
        String second = page.url();
        // On a detail page j and k move through the last list.
        page.keyboard().press("k");
        page.waitForURL(url -> !url.equals(second));
        page.keyboard().press("j");
        page.waitForURL(second);
        String opened = second.substring(second.lastIndexOf('/') + 1);
        page.keyboard().press("n");
        assertThat(page.locator("input[name=notes]")).isFocused();
        assertThat(List.of(first, other, third)).noneMatch(item -> state(item) == DiscrepancyState.RESOLVED);
        page.keyboard().press("Escape");
        page.keyboard().press("l");
        page.waitForURL("**/reviews?done=*");

        assertThat(page.locator("tbody tr")).hasCount(2);
        assertThat(List.of(first, other, third))
                .filteredOn(item -> state(item) == DiscrepancyState.RESOLVED)
                .extracting(Discrepancy::id)
                .containsExactly(opened);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aKeyThatIsTypedIntoAFieldDecidesNothing() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/discrepancies/" + item.id());
        page.waitForURL("**/discrepancies/*");

        page.keyboard().press("n");
        page.keyboard().type("a k x c");
        assertThat(page.locator("input[name=notes]")).hasValue("a k x c");
        page.keyboard().press("Escape");
        page.keyboard().press("m");
        page.waitForURL("**?notice=claimed");

        assertThat(page.locator("main")).containsText("Claimed by");
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
    }

    @Test
    void effectOfADecisionIsShownNextToIt() {
        Discrepancy extra = daemon.extra("b");
        Discrepancy missing = daemon.missing("c");
        login("/discrepancies/" + extra.id());
        assertThat(page.locator("main")).containsText("Apply source deletes the target row.");
        page.navigate(daemon.url("/discrepancies/" + missing.id()));
        assertThat(page.locator("main")).containsText("Apply source inserts the current source row.");
    }

    @Test
    void everyKeyThatDecidesIsShown() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/discrepancies/" + item.id());
        page.waitForURL("**/discrepancies/*");

        List<String> missing = page.locator("[data-key]").all().stream()
                .map(element -> element.getAttribute("data-key"))
                .filter(key -> page.locator("kbd").all().stream()
                        .noneMatch(hint -> hint.textContent().equals(key)))
                .toList();
        assertThat(missing).isEmpty();
    }

    private DiscrepancyState state(Discrepancy item) {
        return daemon.lab.control.discrepancies().find(item.id()).orElseThrow().state();
    }
}
