package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A decision made on a page is in the audit log, in the item's history, and in its tag. */
@Tag("system")
class RecordedDecisionsTest extends BrowserTest {
    @BeforeEach
    void logIn() {
        context.close();
        open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        login("/");
    }

    @Test
    void keptDifferenceIsAmberInItsTagAndCountedOnTheOverview() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");

        decide(item, "KEEP_TARGET", "known, ticket 123");

        assertThat(audit(item)).contains("\"decision\":\"KEEP_TARGET\"", "known, ticket 123");
        assertTag(item, "kept different", "warn");
        assertThat(page.locator("#history + table")).containsText("Ada kept the target: known, ticket 123");
        page.navigate(daemon.url("/"));
        assertThat(page.locator("main")).containsText("1 kept different");
        page.getByText("1 kept different").click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody .tag.good")).hasCount(0);
    }

    @Test
    void acceptedDifferenceIsAmberUntilItsDate() {
        Discrepancy item = daemon.extra("b");

        page.navigate(daemon.url("/discrepancies/" + item.id()));
        page.locator("input[name=until]").fill("2026-06-30");
        page.locator("button[value=ACCEPT]").click();

        assertThat(audit(item)).contains("\"decision\":\"ACCEPT\"", "\"until\":\"2026-07-01T00:00:00Z\"");
        assertTag(item, "accepted until 2026-07-01 00:00:00Z", "warn");
        assertThat(page.locator("#history + table")).containsText("Ada accepted it until 2026-07-01");
    }

    @Test
    void customFixNamesItsColumnsAndNoValues() {
        Discrepancy item = daemon.mismatch("c", "1.00", "9.00");

        page.navigate(daemon.url("/discrepancies/" + item.id()));
        page.locator("input[name='value.amount']").fill("5.55");
        page.locator("button[value=CUSTOM_FIX]").click();

        assertThat(audit(item)).contains("\"decision\":\"CUSTOM_FIX\"", "\"values\":\"amount\"");
        assertThat(audit(item)).doesNotContain("5.55");
        assertTag(item, "custom fix", "warn");
        assertThat(page.locator("#history + table")).containsText("Ada wrote a custom fix (amount)");
    }

    @Test
    void onlyAnAppliedSourceIsGreen() {
        Discrepancy item = daemon.mismatch("d", "1.00", "9.00");

        decide(item, "APPLY_SOURCE", "");

        assertThat(audit(item)).contains("\"decision\":\"APPLY_SOURCE\"");
        assertTag(item, "resolved", "good");
        assertThat(page.locator("#history + table")).containsText("Ada made the target equal to the source");
    }

    private void decide(Discrepancy item, String action, String note) {
        page.navigate(daemon.url("/discrepancies/" + item.id()));
        page.locator("input[name=notes]").fill(note);
        page.locator("button[value=" + action + "]").click();
    }

    private void assertTag(Discrepancy item, String text, String tone) {
        page.navigate(daemon.url("/discrepancies/" + item.id()));
        assertThat(page.locator("[aria-label=Summary] .tag").first()).hasText(text);
        assertThat(page.locator("[aria-label=Summary] .tag").first()).hasClass("tag " + tone);
    }

    /** The newest entry about the item. */
    private String audit(Discrepancy item) {
        return daemon.lab
                .control
                .audit()
                .entries("shop", item.id(), new PageRequest(0, 1))
                .items()
                .get(0)
                .detail();
    }
}
