package dev.reconciler.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.Unverifiable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class CoveragePageTest extends BrowserTest {
    @Test
    void partThatWasNeverVerifiedIsMarked() {
        login("/coverage");
        assertThat(page.locator("nav [aria-current]")).hasText("Coverage");
        assertThat(page.locator("section.card")).hasCount(3);
        assertThat(page.locator("main")).containsText("This table has no chunks yet");
        assertThat(page.locator("ol.heat")).hasCount(0);
        shoot("coverage-empty");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aCellSaysHowItsChunkStandsByColourSignAndWords() {
        MappedTable customers = daemon.lab.customers;
        spread(customers, 40);
        daemon.verified("public.customers", "acme", Verdict.DIVERGED);
        daemon.verified("public.customers", "globex", Verdict.AGREED);
        new DirtyChunks(daemon.chunks).changed(customers, List.of(key(35), key(205)), 1_000);
        daemon.unverifiable = List.of(
                new Unverifiable(
                        customers.id(), Unverifiable.Part.COLUMN, "source fax", "the mapping leaves it out", -1),
                new Unverifiable(
                        customers.id(),
                        Unverifiable.Part.ROWS,
                        "",
                        "their events could not be applied and are parked",
                        3));
        login("/coverage");
        var cells = page.locator("ol.heat").first().locator("li");
        assertThat(cells).hasCount(40);
        assertThat(cells.nth(0)).hasClass("age4");
        assertThat(cells.nth(3)).hasClass("age4 dirty");
        assertThat(cells.nth(3)).containsText("changed since");
        assertThat(cells.nth(7)).hasClass("diverged");
        assertThat(cells.nth(7)).containsText("≠");
        assertThat(cells.nth(7))
                .hasAttribute("title", java.util.regex.Pattern.compile("Chunk 8 of 40: keys .*3 differences.*"));
        assertThat(cells.nth(39)).hasClass("never");
        assertThat(cells.nth(38)).hasClass("age0");
        assertThat(page.locator("ol.heat").nth(1).locator(".diverged")).hasCount(1);
        assertThat(page.locator("ol.heat").nth(1))
                .hasAttribute("aria-label", "Differences of tenant acme in public.customers");
        assertThat(page.locator("main"))
                .containsText("40 chunks: 1 diverged, 2 changed since they were verified, 1 never");
        assertThat(page.locator("main")).containsText("source fax");
        shoot("coverage");
        page.getByText("Tenants: 2").click();
        assertThat(page.locator("main")).containsText("globex");
        shoot("coverage-tenants");
        assertThat(complaints).isEmpty();
    }

    @Test
    void ofManyTenantsThoseThatDoNotAgreeComeFirstAndTheRestIsCounted() {
        spread(daemon.lab.customers, 1);
        for (int i = 0; i < 600; i++) {
            daemon.verified("public.customers", "t" + (1_000 + i), Verdict.AGREED);
        }
        daemon.verified("public.customers", "zeta", Verdict.DIVERGED);
        login("/coverage");
        page.locator("summary", new Page.LocatorOptions().setHasText("Tenants: 601"))
                .click();
        var rows = page.locator("details tbody tr");
        assertThat(rows).hasCount(500);
        assertThat(rows.nth(0)).containsText("zeta");
        assertThat(page.locator("main")).containsText("101 more tenants");
    }

    @Test
    void manyChunksShareCellsAndTheDarkPageIsReadable() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(1200, 900).setColorScheme(ColorScheme.DARK));
        spread(daemon.lab.orders, 1_000);
        login("/coverage");
        var cells = page.locator("ol.heat").first().locator("li");
        assertThat(cells).hasCount(200);
        assertThat(cells.nth(0)).containsText("Chunks 1 to 5 of 1000");
        assertThat(cells.nth(1)).hasClass("diverged");
        assertThat(cells.nth(199)).hasClass("never");
        shoot("coverage-dark");
        page.setViewportSize(400, 800);
        shoot("coverage-phone");
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .isTrue();
    }

    /** Creates chunks of ten keys each, verified at intervals of hours; the eighth differs, the last was never verified. */
    private void spread(MappedTable table, int chunks) {
        List<Chunk> verified = new ArrayList<>();
        for (int i = 0; i < chunks - 1; i++) {
            daemon.lab.control.tick(Duration.ofHours(200).dividedBy(chunks));
            KeyRange range = new KeyRange(i == 0 ? null : key(10 * i), key(10 * (i + 1)));
            Map<TenantId, Long> findings = i == 7 ? Map.of(new TenantId("acme"), 3L) : Map.of();
            verified.add(Chunk.verified(range, daemon.through(), 9, findings));
        }
        daemon.chunks.verified(table, verified);
    }

    private static RowKey key(int number) {
        return RowKey.of("k%06d".formatted(number));
    }
}
