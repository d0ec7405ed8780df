package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.testing.DaemonLab;
import io.javalin.http.HandlerType;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class AccessTest {
    private static final DaemonLab DAEMON = new DaemonLab();
    private final Client client = new Client(DAEMON);

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    @Test
    void everyRouteButHealthAsksForTheToken() {
        for (Route route : new Api(DAEMON.services).routes()) {
            String path = route.path().replace("{pipeline}", "shop").replaceAll("\\{[a-z]+}", "1");
            Answer answer = client.send(
                    route.method() == HandlerType.GET
                            ? client.request(path).GET()
                            : client.request(path).POST(BodyPublishers.noBody()));
            if (path.startsWith("/health/")) {
                assertThat(answer.status()).as(path).isEqualTo(200);
            } else {
                assertThat(answer.status()).as(path).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer " + DaemonLab.TOKEN + "x",
                "Basic " + DaemonLab.TOKEN,
                DaemonLab.TOKEN
            })
    void anythingButTheTokenIsRefused(String header) {
        Answer answer = client.send(client.request("/api/v1/status").header("Authorization", header));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().body()).doesNotContain(DaemonLab.TOKEN);
    }

    @Test
    void aSessionCookieDoesNotOpenTheApi() {
        Answer answer = client.send(client.request("/api/v1/status")
                .header("Cookie", "reconciler_session=" + DAEMON.sessions().issue("ada")));
        assertThat(answer.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../api/v1/status",
                "/health/%2e%2e/api/v1/status",
                "/health/..;/api/v1/status",
                "/assets/..%2fapi/v1/status",
                "/login/../api/v1/status",
                "/metrics;x",
                "/metrics/",
                "//api/v1/status",
                "/API/v1/status"
            })
    void pathsThatOnlyLookPublicAreNot(String path) {
        Answer answer = client.send(client.request(path));
        assertThat(answer.status()).isIn(303, 400, 401, 404);
        assertThat(answer.response().body()).doesNotContain("RUNNING", "cdc_lag");
    }

    @Test
    void aNameThatCantBeOneIsRefused() {
        Answer answer = client.postAs("x".repeat(61), "/api/v1/pipelines/shop/pause", "");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void answersForbidTheBrowserWhatTheyDoNotNeed() {
        Answer answer = client.get("/api/v1/status");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Server")).isEmpty();
    }
}
