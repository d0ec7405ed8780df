package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator's action on the pages reports its result, and is on the page Audit. All of it without scripts. */
@Tag("system")
class OperatorActionsTest extends BrowserTest {
    @BeforeEach
    void logIn() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(1200, 900).setJavaScriptEnabled(false));
        login("/");
    }

    @Test
    void retryThatIsRefusedAgainSaysSoInTheDatabasesWordsAndCounts() {
        daemon.stream.refuses();
        page.navigate(daemon.url("/parked"));

        page.locator("button:text('Retry')").click();

        assertThat(page.getByRole(AriaRole.STATUS))
                .hasText("1 retried, 0 applied, rejected again: 1:"
                        + " violates foreign key constraint \"orders_customer\"");
        assertThat(page.getByRole(AriaRole.STATUS)).hasClass("notice bad");
        assertThat(page.locator("tbody tr").first().locator("td.n")).hasText("2");
        shoot("parked-refused");
        page.navigate(daemon.url("/audit?action=parked"));
        assertThat(page.locator("tbody tr")).containsText("parked.RETRIED");
        assertThat(page.locator("tbody tr")).containsText("refused 1");
    }

    @Test
    void discardedEventIsInTheAuditLogWithItsReason() {
        page.navigate(daemon.url("/parked"));
        page.getByLabel("Reason").first().fill("the order was a test");

        page.locator("button:text('Discard')").first().click();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Parked event discarded");
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.navigate(daemon.url("/audit"));
        assertThat(page.locator("tbody tr").first()).containsText("Ada discarded: the order was a test");
    }

    @Test
    void pausedTableIsResumedFromTheOverview() {
        assertThat(page.locator("button:text('Resume table')")).hasCount(0);
        daemon.stream.pauses("public.customers");
        page.navigate(daemon.url("/"));

        page.locator("button:text('Resume table')").click();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Table resumed");
        assertThat(page.locator("button:text('Resume table')")).hasCount(0);
        page.navigate(daemon.url("/audit?action=table.RESUMED"));
        assertThat(page.locator("tbody tr")).containsText("public.customers");
    }

    @Test
    void auditPageFiltersAndChecksTheChain() {
        daemon.mismatch("a", "1.00", "9.00");
        page.navigate(daemon.url("/audit"));
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("session.LOGIN");
        assertThat(page.locator("tbody tr")).containsText("Ada logged in");
        shoot("audit");

        page.getByLabel("include the daemon's own entries").check();
        page.getByText("Check the chain").click();

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("the audit chain of pipeline shop is intact: 3 entries");
        assertThat(page.locator("tbody")).containsText("discrepancy.IN_REVIEW");
        page.getByLabel("Actor").fill("nobody");
        page.locator("button:text('Filter')").click();
        assertThat(page.locator("main")).containsText("No entry matches.");
        assertThat(complaints).isEmpty();
    }
}
