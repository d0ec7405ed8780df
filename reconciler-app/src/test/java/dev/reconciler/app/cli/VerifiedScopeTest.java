package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.run.RunListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scope without rows is an error, on two real databases: without a comparison there is no proof. */
@Tag("db")
class VerifiedScopeTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "tenants: all");
        shop.seed(4);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void mistypedTenantIsAnErrorWithNearNames() {
        assertThat(shop.run("backfill").exit()).isZero();

        Outcome mistyped = shop.run("verify", "--tenant", "acmee");
        assertThat(mistyped.exit()).as(mistyped.toString()).isEqualTo(2);
        assertThat(mistyped.err()).contains("no row of tenant 'acmee' on either side; did you mean 'acme'?");
        Outcome beside = shop.run("verify", "--tenant", "acme", "--tenant", "hooli");
        assertThat(beside.exit()).as("one of two is known").isEqualTo(2);
        assertThat(beside.err()).contains("'hooli'");

        assertThat(shop.run("verify", "--tenant", "acme").exit()).isZero();
    }

    @Test
    void dryRunOfABackfillRefusesAMistypedTenantBeforeAndAfterTheStart() {
        requirePlanRefuses();
        assertThat(shop.run("backfill").exit()).isZero();
        requirePlanRefuses();
    }

    private void requirePlanRefuses() {
        Outcome mistyped = shop.run("backfill", "--dry-run", "--tenant", "acmee");
        assertThat(mistyped.exit()).as(mistyped.toString()).isEqualTo(2);
        assertThat(mistyped.err()).contains("no row of tenant 'acmee' in the source; did you mean 'acme'?");
        assertThat(shop.run("backfill", "--dry-run", "--tenant", "acme").exit()).isZero();
    }

    @Test
    void aRunThatTheApiStartsRefusesAMistypedTenant() throws IOException, InterruptedException {
        shop.replaceConfiguration("http: {port: 0}", "http: {port: 0, token: " + TOKEN + "}");
        assertThat(shop.run("backfill").exit()).isZero();
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(directory.resolve("reconciler.yaml"));
        try (Server server = Server.start(config, false, RunListener.NONE)) {
            JsonNode mistyped = ended(server, "{\"job\": \"checksum\", \"tenants\": [\"acmee\"]}");
            assertThat(mistyped.path("state").asText()).isEqualTo("FAILED");
            assertThat(mistyped.path("results")).isEmpty();
            assertThat(mistyped.path("error").asText())
                    .isEqualTo("no row of tenant 'acmee' on either side; did you mean 'acme'?");

            JsonNode right = ended(server, "{\"job\": \"checksum\", \"tenants\": [\"acme\"]}");
            assertThat(right.path("state").asText()).isEqualTo("SUCCEEDED");
        }
    }

    /** Starts a run, and returns it after its end. */
    private JsonNode ended(Server server, String body) throws IOException, InterruptedException {
        JsonNode started = send(
                request(server, "pipelines/" + shop.name() + "/runs")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                202);
        AtomicReference<JsonNode> run = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            run.set(send(request(server, "runs/" + started.path("id").asText()), 200));
            return !run.get().path("state").asText().equals("RUNNING");
        });
        return run.get();
    }

    private static HttpRequest.Builder request(Server server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static JsonNode send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void rulesWithoutARuleAreAnError() throws IOException {
        assertThat(shop.run("rules", "lint").exit()).isEqualTo(1);
        Outcome none = shop.run("verify", "--job", "rules");
        assertThat(none.exit()).as(none.toString()).isEqualTo(2);
        assertThat(none.err()).contains("no such folder of rules");

        Files.writeString(Files.createDirectory(directory.resolve("rules")).resolve("names.yaml"), """
            rule: names
            description: Each customer has a name.
            table: public.customers
            action: warn
            expect_empty:
              target: SELECT id FROM customers WHERE name = ''
              key: [id]
            """);
        Outcome elsewhere = shop.run("rules", "run", "--table", "orders");
        assertThat(elsewhere.exit()).as(elsewhere.toString()).isEqualTo(2);
        assertThat(elsewhere.err())
                .contains("no rule is filed under public.orders; there are rules under public.customers");
    }
}
