package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.verify.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class PagesTest extends BrowserTest {
    private DiscrepancyState state(Discrepancy item) {
        return daemon.lab.control.discrepancies().find(item.id()).orElseThrow().state();
    }

    @Test
    void everyPageRequiresTheToken() {
        page.navigate(daemon.url("/runs"));
        assertThat(page.url()).endsWith("/login?next=%2Fruns");
        page.getByLabel("Your name").fill("Mallory");
        page.getByLabel("Token").fill("guess");
        page.getByText("Log in").last().click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .hasText("Wrong token. The daemon prints its token at start, unless http.token sets one.");
        page.getByLabel("Token").fill(DaemonLab.TOKEN);
        page.getByText("Log in").last().click();
        page.waitForURL("**/runs");
        var cookie = context.cookies().get(0);
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
        assertThat(cookie.value).doesNotContain(DaemonLab.TOKEN);
        page.getByText("Log out").click();
        page.waitForURL("**/login");
    }

    @Test
    void runOfChangedRowsIsStartedAndShowsItsSpan() {
        login("/runs");
        page.getByLabel("Job").selectOption("checksum");
        page.getByLabel("Changed since").fill("2025-12-31T22:00Z");
        page.getByLabel("Until").fill("2025-12-31T23:00Z");
        page.getByText("Start a run of all tables").click();
        page.waitForURL("**/runs?notice=started");
        String span = "changed from 2025-12-31 22:00:00Z to 2025-12-31 23:00:00Z";
        assertThat(page.getByLabel("Runs").last()).containsText(span);
        page.navigate(daemon.url("/runs/" + daemon.executed.get(0).id()));
        assertThat(page.getByLabel("Summary")).containsText(span);
    }

    @Test
    void overviewShowsThePresentStateAndUpdatesItself() {
        daemon.mismatch("a", "1.00", "9.00");
        daemon.verified("public.customers", "acme", Verdict.DIVERGED);
        daemon.checksum(DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 10, 1));
        login("/");
        assertThat(page.locator("main")).containsText("diverged");
        assertThat(page.locator("main")).containsText("never verified");
        assertThat(page.locator("main")).containsText("42 s ago");
        assertThat(page.locator("nav .count")).hasText("1");
        shoot("overview");
        daemon.stream.stands(new OpenProblem(
                "backfill",
                "public.orders",
                "the target refuses the rows",
                "drop the constraint",
                "STOPPED",
                3,
                daemon.lab.control.clock().instant()));
        assertThat(page.locator("#problems + table tbody"))
                .containsText("public.orders the target refuses the rows drop the constraint");
        assertThat(page.locator("#problems + table tbody")).containsText("pipeline stopped");
        daemon.stream.stops("the replication slot is gone");
        assertThat(page.locator("main")).containsText("the replication slot is gone");
        assertThat(complaints).isEmpty();
    }

    @Test
    void observeModeShowsNoApplier() {
        daemon.stream.observes();
        login("/");
        assertThat(page.locator("main")).containsText("observe");
        assertThat(page.locator("main")).containsText("Read up to");
        assertThat(page.locator("body")).not().containsText("Applied");
        assertThat(page.locator("body")).not().containsText("Batch");
        assertThat(page.locator("nav")).not().containsText("Parked");
        shoot("overview-observe");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aReviewerSeesBothRowsAndAppliesTheSourceByOneKey() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/reviews");
        page.getByText("field mismatch").click();
        assertThat(page.locator("tr.differs th")).containsText("amount");
        assertThat(page.locator("tr.differs td").nth(0)).hasText("1.00");
        assertThat(page.locator("tr.differs td").nth(1)).hasText("9.00");
        shoot("review");
        page.keyboard().press("a");
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.STATUS))
                .containsText("public.customers a: target row made equal to the source row.");
        assertThat(state(item)).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|1.00");

        page.getByText("Corrections").click();
        shoot("corrections");
        page.getByLabel("Reason").fill("the source was wrong");
        page.getByText("Undo", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.STATUS))
                .containsText("undone");
        assertThat(page.url()).as("the undone correction's discrepancy").contains("/discrepancies/" + item.id());
        assertThat(page.locator("#history + table")).containsText("was undone: the source was wrong");
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|9.00");
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aCustomFixWritesWhatWasTypedAndSaysWhatIsWrongWithIt() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/discrepancies/" + item.id());
        page.locator("input[name='value.amount']").fill("much");
        page.getByText("Write custom fix").click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("amount");
        assertThat(page.locator("input[name='value.amount']")).hasValue("much");
        shoot("refused");
        page.locator("input[name='value.amount']").fill("5.5");
        page.keyboard().press("Enter");
        assertThat(state(item)).as("Enter decides nothing").isEqualTo(DiscrepancyState.IN_REVIEW);
        page.getByText("Write custom fix").click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.STATUS))
                .isVisible();
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|5.50");
    }

    @Test
    void withoutScriptsEverythingStillWorks() {
        context.close();
        open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        Discrepancy kept = daemon.mismatch("a", "1.00", "9.00");
        Discrepancy accepted = daemon.extra("b");
        login("/discrepancies/" + kept.id());
        page.locator("button[value=KEEP_TARGET]").click();
        assertThat(state(kept)).isEqualTo(DiscrepancyState.RESOLVED);
        page.navigate(daemon.url("/discrepancies/" + accepted.id()));
        page.locator("input[name=until]").fill("2026-06-30");
        page.locator("button[value=ACCEPT]").click();
        assertThat(state(accepted)).isEqualTo(DiscrepancyState.ACCEPTED);
        page.navigate(daemon.url("/parked"));
        page.getByText("Retry").click();
        assertThat(page.locator("main")).containsText("No event is parked");
        page.navigate(daemon.url("/runs"));
        page.getByText("Start a run").click();
        assertThat(daemon.executed).hasSize(1);
    }

    @Test
    void valuesAreTextAndNeverMarkup() {
        String evil = "<script>document.title='pwned'</script><img src=x onerror=alert(1)>\"'";
        Discrepancy item = daemon.mismatch("a", row("a", evil, "1.00"), row("a", evil + "!", "1.00"));
        login("/discrepancies/" + item.id());
        assertThat(page.locator("tr.differs td").nth(0)).hasText(evil);
        assertThat(page.locator("input[name='value.customer']")).hasValue(evil + "!");
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page.title()).doesNotContain("pwned");
        page.navigate(daemon.url("/?notice=%3Cb%3Epwned"));
        assertThat(page.content()).doesNotContain("pwned");
    }

    @Test
    void aFormOfAnotherSiteChangesNothing() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        login("/");
        var answer = context.request()
                .post(
                        daemon.url("/discrepancies/" + item.id() + "/resolution"),
                        com.microsoft.playwright.options.RequestOptions.create()
                                .setHeader("Origin", "https://evil.example")
                                .setForm(com.microsoft.playwright.options.FormData.create()
                                        .set("action", "KEEP_TARGET")
                                        .set("version", item.lifecycle().version())));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
    }

    @Test
    void listsFilterAndTheDarkPageIsReadable() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(1200, 900).setColorScheme(ColorScheme.DARK));
        daemon.mismatch("a", "1.00", "9.00");
        daemon.extra("b");
        login("/discrepancies");
        page.getByLabel("Type").selectOption("EXTRA_IN_TARGET");
        page.getByText("Filter", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("extra in target");
        shoot("discrepancies-dark");
        page.getByText("extra in target").last().click();
        shoot("extra-dark");
        page.navigate(daemon.url("/runs"));
        shoot("runs-dark");
        page.navigate(daemon.url("/discrepancies/nope"));
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("there is no");
    }
}
