package dev.reconciler.app.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.reconciler.app.testing.DaemonLab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A browser on a daemon's pages; skipped, with a message, without a browser. */
@Tag("system")
abstract class BrowserTest {
    private static Chromium chromium;

    final DaemonLab daemon = PageClient.daemon();
    final List<String> complaints = new ArrayList<>();
    BrowserContext context;
    Page page;

    @BeforeAll
    static void startBrowser() {
        Optional<Path> installed = Chromium.installed();
        if (installed.isEmpty()) {
            System.err.println("""

                **** The pages are NOT TESTED: there is no Chromium on this machine. ****
                **** Install it (apt-get install chromium), or name it in RECONCILER_CHROMIUM. ****
                """);
        }
        Assumptions.assumeTrue(installed.isPresent(), "no Chromium on this machine");
        chromium = new Chromium(installed.get());
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions().setViewportSize(1200, 900));
    }

    void open(Browser.NewContextOptions options) {
        context = chromium.browser().newContext(options);
        page = context.newPage();
        page.setDefaultTimeout(10_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void close() {
        daemon.close();
        if (context != null) {
            context.close();
        }
    }

    void login(String path) {
        page.navigate(daemon.url(path));
        page.getByLabel("Your name").fill("Ada");
        page.getByLabel("Token").fill(DaemonLab.TOKEN);
        page.getByText("Log in").last().click();
    }

    void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }
}
