package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No key decides without a confirmation, and every decision can be undone. */
@Tag("system")
class TakenBackTest extends BrowserTest {
    @Test
    void neighbourKeysOfADetailPageChangeNoState() {
        Discrepancy first = daemon.mismatch("a", "1.00", "9.00");
        Discrepancy second = daemon.mismatch("b", "1.00", "9.00");
        login("/reviews");
        page.waitForURL("**/reviews");
        page.locator("tbody a").first().click();
        page.waitForURL("**/discrepancies/*");
        String opened = page.url();

        page.keyboard().press("j");
        page.waitForURL(url -> !url.equals(opened));
        page.keyboard().press("k");
        page.waitForURL(opened);

        assertThat(state(first)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(state(second)).isEqualTo(DiscrepancyState.IN_REVIEW);
        page.navigate(daemon.url("/reviews"));
        page.navigate(daemon.url("/discrepancies/" + first.id()));
        page.keyboard().press("k");
        page.keyboard().press("k");
        assertThat(state(first)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(complaints).isEmpty();
    }

    @Test
    void undoKeyRestoresEachOfFourDecisions() {
        Discrepancy applied = daemon.mismatch("a", "1.00", "9.00");
        Discrepancy kept = daemon.mismatch("b", "1.00", "9.00");
        Discrepancy fixed = daemon.mismatch("c", "1.00", "9.00");
        Discrepancy accepted = daemon.mismatch("d", "1.00", "9.00");
        login("/reviews");
        page.waitForURL("**/reviews");

        look(applied);
        page.keyboard().press("a");
        assertDone("made equal to the source");
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|1.00");
        page.keyboard().press("z");
        assertInReview(applied, "a");

        look(kept);
        page.keyboard().press("l");
        assertDone("target kept");
        page.keyboard().press("z");
        assertInReview(kept, "b");

        look(fixed);
        page.locator("input[name='value.amount']").fill("5.50");
        page.keyboard().press("Escape");
        page.keyboard().press("c");
        assertDone("custom fix written");
        page.keyboard().press("z");
        assertInReview(fixed, "c");

        look(accepted);
        page.locator("input[name=until]").fill("2026-06-30");
        page.keyboard().press("Escape");
        page.keyboard().press("x");
        assertDone("accepted until");
        page.keyboard().press("z");
        assertInReview(accepted, "d");
        assertThat(complaints).isEmpty();
    }

    @Test
    void deletingNeedsItsKeyTwiceAndKeepsTheNote() {
        Discrepancy item = daemon.extra("b");
        login("/discrepancies/" + item.id());
        page.waitForURL("**/discrepancies/*");
        page.locator("input[name=notes]").fill("nobody's row");
        page.keyboard().press("Escape");

        page.keyboard().press("a");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("This deletes 1 row from public.customers.");
        assertThat(page.locator("input[name=notes]")).hasValue("nobody's row");
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
        page.keyboard().press("a");

        assertDone("deleted from the target");
        assertThat(state(item)).isEqualTo(DiscrepancyState.RESOLVED);
        page.keyboard().press("z");
        page.waitForURL("**/discrepancies/*");
        assertThat(daemon.lab.stored(daemon.lab.customers, "b")).contains("|nobody|1.00");
    }

    @Test
    void criticalItemNeedsTheSameDecisionTwiceWithoutScripts() {
        context.close();
        open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        daemon.lab
                .control
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE reconciler.discrepancy SET severity = 'CRITICAL' WHERE id = ?", item.id()));
        login("/discrepancies/" + item.id());

        page.locator("button[value=KEEP_TARGET]").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("This discrepancy is critical.");
        page.locator("button[value=APPLY_SOURCE]").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("apply source");
        assertThat(state(item)).as("another button is no confirmation").isEqualTo(DiscrepancyState.IN_REVIEW);
        page.locator("button[value=APPLY_SOURCE]").click();

        assertThat(state(item)).isEqualTo(DiscrepancyState.RESOLVED);
    }

    @Test
    void reopenedKeptItemIsInTheQueueAndCanBeDecided() {
        context.close();
        open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/discrepancies/" + item.id());
        page.locator("button[value=KEEP_TARGET]").click();
        page.navigate(daemon.url("/discrepancies/" + item.id()));

        page.getByLabel("Reason").fill("the customer called");
        page.locator("button:text('Reopen')").click();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("returned to review");
        assertThat(page.locator("#history + table")).containsText("Ada reopened it: the customer called");
        page.navigate(daemon.url("/reviews"));
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.locator("tbody a").click();
        page.locator("button[value=APPLY_SOURCE]").click();
        assertThat(state(item)).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|1.00");
    }

    private void look(Discrepancy item) {
        page.navigate(daemon.url("/discrepancies/" + item.id()));
    }

    private void assertDone(String text) {
        page.waitForURL("**/reviews?done=*");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(text);
    }

    private void assertInReview(Discrepancy item, String id) {
        page.waitForURL("**/discrepancies/*");
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(daemon.lab.stored(daemon.lab.customers, id)).contains("|9.00");
    }

    private DiscrepancyState state(Discrepancy item) {
        return daemon.lab.control.discrepancies().find(item.id()).orElseThrow().state();
    }
}
