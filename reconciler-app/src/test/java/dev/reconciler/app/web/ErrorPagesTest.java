package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.web.PageClient.Answer;
import dev.reconciler.discrepancy.Discrepancy;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("db")
class ErrorPagesTest {
    private static final DaemonLab DAEMON = PageClient.daemon();
    private final PageClient client = new PageClient(DAEMON);

    @BeforeEach
    void login() {
        client.loggedIn();
    }

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    private static void isPageWithNavigation(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).contains("href=\"/reviews\"", "Log out", "Status " + status);
    }

    @Test
    void notFoundPageHasTheNavigation() {
        isPageWithNavigation(client.get("/nothing-here"), 404);
        isPageWithNavigation(client.get("/discrepancies/nope"), 404);
    }

    @Test
    void aMethodThatAPageDoesNotHaveIsAPageToo() {
        Answer answer = client.post("/coverage", Map.of());
        isPageWithNavigation(answer, 405);
        assertThat(answer.header("Allow")).contains("GET").doesNotContain("POST");
    }

    @Test
    void aFormOfAnotherSiteIsAPageToo() {
        Answer answer = client.send(
                client.request("/runs").header("Origin", "https://evil.example").POST(BodyPublishers.noBody()));
        isPageWithNavigation(answer, 403);
    }

    @Test
    void aConflictIsAPageToo() {
        Discrepancy item = DAEMON.mismatch("claimed", "1.00", "9.00");
        assertThat(client.post("/discrepancies/" + item.id() + "/claim", Map.of())
                        .status())
                .isEqualTo(303);
        PageClient bob = new PageClient(DAEMON).loggedInAs("Bob");
        Answer refused = bob.post("/discrepancies/" + item.id() + "/claim", Map.of());
        isPageWithNavigation(refused, 409);
        assertThat(refused.body()).contains("Ada");
    }

    @Test
    void anErrorInsideIsAPageThatReadsNothing() {
        try (DaemonLab broken = PageClient.daemon()) {
            PageClient person = new PageClient(broken).loggedIn();
            broken.lab.rogue("ALTER TABLE reconciler.discrepancy RENAME TO secret_table");
            Answer answer = person.get("/discrepancies");
            isPageWithNavigation(answer, 500);
            assertThat(answer.body()).doesNotContain("PSQL", "SELECT", "relation");
        }
    }

    @Test
    void allBadParametersOfAPageAreShownAtOnce() {
        Answer answer = client.get("/discrepancies?state=BAD&type=WORSE&colour=red");
        isPageWithNavigation(answer, 400);
        assertThat(answer.body()).contains("<b>state</b>", "<b>type</b>", "<b>colour</b>");
        isPageWithNavigation(client.get("/runs?page=last"), 400);
    }

    @ParameterizedTest
    @CsvSource({"/nothing-here, 404", "/discrepancies?page=x, 400"})
    void aProgramGetsAProblemDocument(String path, int status) {
        Answer answer = client.send(
                client.request(path).setHeader("Accept", "application/json").GET());
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void theApiAnswersABrowserAsItAnswersAProgram() {
        Answer answer = client.get("/api/v1/nope");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({"/discrepancies", "/reviews", "/runs", "/corrections"})
    void aPageBeyondTheEndSaysWhereTheListEnds(String path) {
        Answer answer = client.get(path + "?page=9999");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("There is no page 10\u202f000. The last page is 1.", path + "?page=0")
                .doesNotContain("No discrepancy", "queue is empty", "No run has", "No row has", "rel=\"prev\"");
    }
}
