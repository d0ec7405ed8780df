package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.Deviation;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.coverage.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole bodies of answers: members, their order and nulls, which programs may depend on. Only generated ids are masked. */
@Tag("db")
class JsonBodiesTest {
    private final DaemonLab daemon = new DaemonLab();
    private final Client client = new Client(daemon);

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void discrepancyInReview() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        assertBody("/api/v1/discrepancies/" + item.id(), "discrepancy.json");
    }

    @Test
    void acceptedDiscrepancyWithoutSourceRow() {
        Discrepancy item = daemon.extra("x");
        decide(item, "'action': 'ACCEPT', 'notes': 'known', 'until': '2030-01-01'");
        assertBody("/api/v1/discrepancies/" + item.id(), "discrepancy-accepted.json");
    }

    @Test
    void correctedDiscrepancyWithItsCorrectionAndAuditLog() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        decide(item, "'action': 'APPLY_SOURCE', 'notes': 'seen'");
        assertBody("/api/v1/discrepancies/" + item.id(), "discrepancy-corrected.json");
        assertBody("/api/v1/corrections", "corrections.json");
        assertBody("/api/v1/audit", "audit.json");
    }

    @Test
    void runs() {
        String id = daemon.checksum(DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 10, 1))
                .id();
        daemon.running("count");
        assertBody("/api/v1/runs?job=checksum", "runs.json");
        assertBody("/api/v1/runs?job=count", "runs-running.json");
        assertBody("/api/v1/runs/" + id, "run.json");
    }

    @Test
    void samples() {
        String id = daemon.sampled(
                        DaemonLab.sample("public.customers", null),
                        DaemonLab.sample("public.customers", new TenantId("acme")))
                .id();
        assertBody("/api/v1/runs/" + id + "/samples", "samples.json");
    }

    @Test
    void coverage() {
        daemon.verified("public.customers", "acme", Verdict.DIVERGED);
        daemon.coverage.unverifiable("shop", "public.orders", TenantId.NONE, "checksum", "parked events", 2);
        daemon.chunks.verified(
                daemon.lab.customers,
                List.of(Chunk.verified(new KeyRange(null, RowKey.of("m")), daemon.through(), 3, Map.of())));
        assertBody("/api/v1/coverage", "/items", "coverage.json");
        assertBody("/api/v1/coverage/public.customers/chunks", "chunks.json");
    }

    @Test
    void anomalies() {
        String run = daemon.ended("anomalies", RunState.SUCCEEDED).id();
        Deviation deviation = new Deviation("amount", "900", "1 to 20");
        daemon.anomalies.record(
                "shop",
                run,
                "public.customers",
                List.of(new ModelReport("public.customers", new TenantId("acme"), 5_000, 2, 1.5, 7, 2, "noted")),
                List.of(
                        new Anomaly(
                                "public.customers",
                                new TenantId("acme"),
                                Anomaly.Kind.COLUMN,
                                null,
                                new Anomaly.Score(0.25, 0.1),
                                List.of(deviation)),
                        new Anomaly(
                                "public.customers",
                                TenantId.NONE,
                                Anomaly.Kind.ROW,
                                RowKey.of("1", "a"),
                                new Anomaly.Score(2.123456, 1.5),
                                List.of(deviation, deviation))));
        assertBody("/api/v1/anomalies", "anomalies.json");
        assertBody("/api/v1/anomalies/models", "anomaly-models.json");
        assertThat(client.get("/api/v1/anomalies?tenant=acme&kind=column&run=" + run + "&table=public.customers")
                        .at("/total")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.get("/api/v1/anomalies?tenant=acm").at("/total").asInt())
                .isZero();
        assertThat(client.get("/api/v1/anomalies/models?run=none").at("/items")).isEmpty();
        assertThat(client.get("/api/v1/anomalies?kind=wild").status()).isEqualTo(400);
    }

    @Test
    void status() {
        assertBody("/api/v1/status", "status.json");
        daemon.stream.observes();
        daemon.stream.stops("the slot is gone");
        assertBody("/api/v1/pipelines", "pipelines-observe.json");
    }

    private void decide(Discrepancy item, String decision) {
        String body = "{%s, 'version': %d}"
                .formatted(
                        decision,
                        client.get("/api/v1/discrepancies/" + item.id())
                                .at("/version")
                                .asInt());
        assertThat(client.post("/api/v1/reviews/" + item.id() + "/resolution", body)
                        .status())
                .isEqualTo(200);
    }

    private void assertBody(String path, String file) {
        assertBody(path, "", file);
    }

    private void assertBody(String path, String pointer, String file) {
        String body = client.get(path).at(pointer).toPrettyString();
        String masked = body.replaceAll("[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID");
        assertThat(masked).as(path).isEqualTo(expected(file));
    }

    private static String expected(String file) {
        try (InputStream body = JsonBodiesTest.class.getResourceAsStream("bodies/" + file)) {
            return new String(Objects.requireNonNull(body, file).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
