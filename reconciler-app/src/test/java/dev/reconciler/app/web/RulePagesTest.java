package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.reconciler.app.testing.RuleLab;
import dev.reconciler.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of business rules. */
@Tag("system")
class RulePagesTest extends BrowserTest {
    private RuleLab rules(Path directory) throws IOException {
        return new RuleLab(daemon, directory);
    }

    @Test
    void lastResultOfEachRuleAndTenantIsShownWithTheNumberOfAllViolations(@TempDir Path directory) throws IOException {
        RuleLab rules = rules(directory);
        rules.failed(rules.run(), "acme");
        Run last = rules.run();
        rules.violated(last, "acme", 1_203);
        rules.agreed(last, "globex");
        login("/rules");
        assertThat(page.locator("nav [aria-current]")).hasText("Rules");
        Locator rows = page.locator("section > table > tbody > tr");
        assertThat(rows).hasCount(3);
        assertThat(rows.nth(0)).containsText("violated");
        assertThat(rows.nth(0).locator(".tag").first()).hasClass("tag bad");
        assertThat(rows.nth(0)).containsText("1\u202f203 of 2\u202f000 groups");
        assertThat(rows.nth(0)).containsText("5 rows were not evaluated");
        assertThat(rows.nth(0)).containsText("critical");
        assertThat(rows.nth(0)).containsText("block");
        assertThat(rows.nth(0)).containsText("ledger team");
        rows.nth(0).locator("summary").click();
        assertThat(rows.nth(0).locator("details tbody tr")).hasCount(100);
        assertThat(rows.nth(0).locator("details")).containsText("and 1\u202f103 more");
        assertThat(rows.nth(1)).containsText("total=17.25");
        assertThat(rows.nth(1).locator(".tag").first()).hasClass("tag good");
        assertThat(rows.nth(2)).containsText("never evaluated");
        shoot("rules");
        assertThat(complaints).isEmpty();
    }

    @Test
    void historyOfARuleIsFilteredByTenantAndResult(@TempDir Path directory) throws IOException {
        RuleLab rules = rules(directory);
        Run first = rules.run();
        rules.failed(first, "acme");
        rules.agreed(first, "globex");
        rules.agreed(rules.run(), "acme");
        login("/rules");
        page.getByText("totals").first().click();
        assertThat(page.locator("h1")).hasText("Rule totals");
        assertThat(page.locator("main")).containsText("Both sides have the same <total>.");
        assertThat(page.locator("tbody tr")).hasCount(3);
        page.getByLabel("Tenant").fill("acme");
        page.locator("select[name=outcome]").selectOption("ERROR");
        page.getByText("Filter", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("division by zero");
        shoot("rule");
        page.locator("tbody tr a").first().click();
        assertThat(page.url()).endsWith("/runs/" + first.id());
        assertThat(page.locator("#rules + table tbody tr")).hasCount(2);
        assertThat(page.locator("#rules + table")).containsText("division by zero");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aPhoneShowsEveryColumn(@TempDir Path directory) throws IOException {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(390, 844));
        RuleLab rules = rules(directory);
        Run run = rules.run();
        rules.violated(run, "acme", 3);
        rules.failed(run, "globex");
        login("/rules");
        for (String path : java.util.List.of("/rules", "/rules/totals")) {
            page.navigate(daemon.url(path));
            assertThat((String) page.evaluate(NarrowAndKeyboardTest.CUT_OFF))
                    .as(path)
                    .isEmpty();
        }
    }
}
