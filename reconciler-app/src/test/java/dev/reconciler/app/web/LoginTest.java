package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.web.PageClient.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class LoginTest {
    private static final DaemonLab DAEMON = PageClient.daemon();
    private final PageClient client = new PageClient(DAEMON);

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    @Test
    void aLinkKeepsItsWholeQueryThroughTheLogin() {
        String link = "/discrepancies?state=OPEN,IN_REVIEW&type=EXTRA_IN_TARGET&tenant=M%C3%BCller";
        String form = client.get(link).header("Location");
        assertThat(form).isEqualTo("/login?next=" + URLEncoder.encode(link, StandardCharsets.UTF_8));
        assertThat(client.get(form).body()).contains("name=\"next\" value=\"" + link.replace("&", "&amp;") + "\"");
        Answer in = client.login(DaemonLab.TOKEN, link);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/\\evil.example", "/%2f/evil.example", "/\r\n/evil.example"})
    void theLoginNeverLeadsToAnotherHost(String next) {
        Answer in = client.login(DaemonLab.TOKEN, next);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/");
    }

    @Test
    void logoutInvalidatesTheCookie() {
        client.loggedIn();
        assertThat(client.get("/runs").status()).isEqualTo(200);

        Answer out = client.post("/logout", Map.of());
        assertThat(out.status()).isEqualTo(303);
        assertThat(out.header("Location")).isEqualTo("/login");
        assertThat(out.header("Set-Cookie")).startsWith("reconciler_session=;").contains("01 Jan 1970");

        Answer after = client.get("/runs");
        assertThat(after.status()).isEqualTo(303);
        assertThat(after.header("Location")).isEqualTo("/login?next=%2Fruns");
    }

    @Test
    void aLogoutThatAnotherSiteSendsIsRefused() {
        client.loggedIn();
        Answer out = client.send(client.request("/logout")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.noBody()));
        assertThat(out.status()).isEqualTo(403);
        assertThat(client.get("/runs").status()).isEqualTo(200);
    }

    @Test
    void afterTenWrongTokensTheFormSaysWhenToTryAgain() {
        try (DaemonLab other = PageClient.daemon()) {
            PageClient guessing = new PageClient(other);
            for (int i = 0; i < 10; i++) {
                assertThat(guessing.login("guess", "/runs").status()).isEqualTo(401);
            }
            Answer refused = guessing.login(DaemonLab.TOKEN, "/runs?page=1");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("301");
            assertThat(refused.body()).contains("Try again in 5 min", "value=\"/runs?page=1\"");
        }
    }
}
