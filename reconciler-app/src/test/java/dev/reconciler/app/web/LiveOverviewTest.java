package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.run.Run;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class LiveOverviewTest extends BrowserTest {
    private static final String SELECT_POSITION = """
        getSelection().selectAllChildren([...document.querySelectorAll("dt")]
            .find(term => term.textContent === "Applied up to").parentElement.querySelector("code"))\
        """;

    private Run run() {
        return daemon.checksum(DaemonLab.result("public.customers", "acme", Verdict.AGREED, 10, 0));
    }

    private void awaitUpdate() {
        page.waitForResponse("**/overview/live", () -> {});
    }

    @Test
    void lostContactIsShownAndOldValuesAreGreyedUntilTheDaemonAnswers() {
        login("/");
        Locator lost = page.locator("[data-live-lost]");
        awaitUpdate();
        assertThat(page.locator("[data-live-age]")).hasText(Pattern.compile("updated [0-3] s ago"));
        assertThat(lost).isHidden();

        daemon.stopServing();
        assertThat(lost).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
        assertThat(lost)
                .hasText(Pattern.compile(
                        "Contact with the daemon lost at \\d\\d:\\d\\d:\\d\\d UTC: this page shows old data\\."));
        assertThat(page.locator("[data-live]")).hasClass("stale");
        assertThat(page.locator("[data-live-age]")).hasText(Pattern.compile("updated [1-9]\\d* s ago"));
        shoot("overview-contact-lost");

        daemon.serveAgain();
        assertThat(lost).isHidden();
        assertThat(page.locator("[data-live]")).not().hasClass("stale");
    }

    @Test
    void anUpdateKeepsFocusSelectionScrollAndWhatIsFolded() {
        Run older = run();
        login("/");
        Locator focused = page.locator("a[href='/runs/" + older.id() + "']");
        page.locator("summary")
                .filter(new Locator.FilterOptions().setHasText("Scheduled jobs"))
                .click();
        focused.focus();
        page.evaluate(SELECT_POSITION);
        page.setViewportSize(1200, 300);
        page.evaluate("scrollTo(0, 200)");

        Run newer = run();
        daemon.stream.stands(new OpenProblem(
                "backfill",
                "public.orders",
                "the target refuses the rows",
                "drop the constraint",
                "STOPPED",
                3,
                daemon.lab.control.clock().instant()));
        assertThat(page.locator("a[href='/runs/" + newer.id() + "']")).isVisible();
        assertThat(page.locator("#problems")).isVisible();

        assertThat(focused).isFocused();
        assertThat((String) page.evaluate("getSelection().toString()")).isEqualTo("0/1A2B40");
        assertThat((int) page.evaluate("Math.round(scrollY)")).isGreaterThanOrEqualTo(200);
        assertThat((boolean) page.evaluate("document.querySelector('details').open"))
                .isFalse();
        assertThat(page.locator("#runs + table tbody tr").first()).containsText("checksum");
        assertThat(page.locator("#runs + table tbody a").first()).hasAttribute("href", "/runs/" + newer.id());
        assertThat(complaints).isEmpty();
    }

    @Test
    void anEndedSessionAsksForTheLoginAndComesBack() {
        login("/");
        assertThat(page.locator("main")).containsText("Overview");
        context.clearCookies();
        page.waitForURL(
                "**/login",
                new Page.WaitForURLOptions().setTimeout(Duration.ofSeconds(10).toMillis()));
    }
}
