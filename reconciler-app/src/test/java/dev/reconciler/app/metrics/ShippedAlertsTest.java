package dev.reconciler.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped alert rules in a real Prometheus that scrapes real metrics. Only the time for which a condition must hold ({@code
 * for}) is shortened.
 */
@Tag("system")
class ShippedAlertsTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

    @TempDir
    private Path directory;

    private final DaemonLab lab = new DaemonLab();
    private final Exporter shop = new Exporter();
    private final Exporter crm = new Exporter();
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private Process prometheus;

    /** Serves a daemon's present metrics. */
    private static final class Exporter implements AutoCloseable {
        private final HttpServer server;
        private volatile Metrics metrics = new Metrics("none");

        Exporter() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/metrics", exchange -> {
                byte[] body = metrics.scrape().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            metrics.close();
        }
    }

    private Metrics daemon(String pipeline) {
        Metrics metrics = new Metrics(pipeline);
        metrics.read(
                new MetricSources(
                        pipeline,
                        List.copyOf(lab.lab.tables.keySet()),
                        new MetricSources.Records(
                                lab.lab.control.discrepancies(), lab.runs, lab.coverage, lab.anomalies),
                        List::of,
                        List::of,
                        Map::of,
                        () -> new StreamSample(
                                OptionalDouble.of(0),
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                null,
                                null),
                        List::of),
                lab.lab.control.clock());
        return metrics;
    }

    @BeforeEach
    void start() throws IOException {
        if (!Files.isExecutable(PROMETHEUS)) {
            System.err.println("""

                **** The alert rules are NOT TESTED: there is no Prometheus on this machine. ****
                **** Install it (apt-get install prometheus). ****
                """);
        }
        Assumptions.assumeTrue(Files.isExecutable(PROMETHEUS), "no Prometheus on this machine");
        shop.metrics = daemon("shop");
        crm.metrics = daemon("crm");
        String rules = Files.readString(Path.of("..", "deploy", "prometheus", "alerts.yaml"));
        Files.writeString(directory.resolve("alerts.yaml"), rules.replaceAll("for: \\d+[smhd]", "for: 1s"));
        Files.writeString(directory.resolve("prometheus.yaml"), """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
            rule_files: [alerts.yaml]
            scrape_configs:
              - job_name: reconciler
                static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]
            """.formatted(shop.port(), crm.port()));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        prometheus = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + directory.resolve("prometheus.yaml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> scraped() == 2);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly().waitFor();
            }
        }
        shop.close();
        crm.close();
        lab.close();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return new ObjectMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private int scraped() throws IOException, InterruptedException {
        return get("/api/v1/query?query=cdc_lag_bytes").at("/data/result").size();
    }

    /** Returns the alerts that fire now, as "name pipeline". */
    private TreeSet<String> firing() throws IOException, InterruptedException {
        TreeSet<String> firing = new TreeSet<>();
        for (JsonNode alert : get("/api/v1/alerts").at("/data/alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                firing.add(alert.at("/labels/alertname").asText() + " "
                        + alert.at("/labels/pipeline").asText());
            }
        }
        return firing;
    }

    private void awaitFiring(String alert) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(firing()).contains(alert));
    }

    @Test
    void theFirstBurstOfDiscrepanciesFires() throws IOException, InterruptedException {
        Discrepancy found = lab.extra("a");
        assertThat(firing()).doesNotContain("ReconcilerMassDrift shop");

        for (int i = 0; i < 200; i++) {
            shop.metrics.runs().recorded("run", new Recorded(found, Recorded.Outcome.NEW));
        }

        awaitFiring("ReconcilerMassDrift shop");
    }

    @Test
    void driftGoesOnFiringAfterARestart() throws IOException, InterruptedException {
        lab.checksum(DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 100, 50));

        shop.metrics = daemon("shop"); // it never received the run

        awaitFiring("ReconcilerMassDrift shop");
        assertThat(firing()).doesNotContain("ReconcilerMassDrift crm");
    }

    @Test
    void theDeathOfOneOfTwoDaemonsFires() throws IOException, InterruptedException {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(firing()).noneMatch(alert -> alert.startsWith("ReconcilerUnknown")));

        shop.close();

        awaitFiring("ReconcilerUnknown shop");
        assertThat(firing()).doesNotContain("ReconcilerUnknown crm");
    }
}
