package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.finding.DifferingKeys.Difference;
import dev.reconciler.run.finding.DifferingKeys.Differing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class DifferingKeysRouteTest {
    private static final TenantId ACME = new TenantId("acme, inc");

    private final DaemonLab daemon = new DaemonLab((services, sessions) -> List.of());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void keysOfAMassDriftAreCsvThatSaysWhetherItIsComplete() throws IOException, InterruptedException {
        String id = recorded(new Finding.MassDrift(daemon.lab.customers.id(), "20000 rows differ"));
        daemon.differing.add(new Differing(ACME, RowKey.of("k-1"), Difference.MISSING_IN_TARGET));
        daemon.differing.add(new Differing(ACME, RowKey.of("say \"k\"\n2"), Difference.FIELD_MISMATCH));

        HttpResponse<String> complete = keys(id);
        daemon.differingEnds = new IllegalStateException("the target\nis gone");
        HttpResponse<String> broken = keys(id);

        assertThat(complete.statusCode()).isEqualTo(200);
        assertThat(complete.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(complete.body().lines().skip(1))
                .containsExactly(
                        "MISSING_IN_TARGET,\"acme, inc\",k-1",
                        "FIELD_MISMATCH,\"acme, inc\",\"say \"\"k\"\"",
                        "2\"",
                        "# complete: 2 rows");
        assertThat(complete.body()).startsWith("difference,tenant,");
        assertThat(broken.body())
                .contains("k-1")
                .endsWith("# incomplete, ask again: the target is gone\r\n")
                .doesNotContain("complete: 2");
    }

    @Test
    void discrepancyOfOneRowHasNoListOfKeys() throws IOException, InterruptedException {
        String id = recorded(new Finding.CountMismatch(daemon.lab.customers.id(), ACME, 3, 2));

        HttpResponse<String> answer = keys(id);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("only a MASS_DRIFT has a list of keys");
        assertThat(keys("nothing").statusCode()).isEqualTo(404);
    }

    private String recorded(Finding finding) {
        Checkpoint fence = daemon.lab.fence();
        Proof proof = new Proof(
                "run-1", "checksum", "1:2:", fence.sequence(), fence.position().text());
        return daemon.lab
                .control
                .discrepancies()
                .record("shop", finding, proof, Cause.UNKNOWN, "nothing tells", Severity.MEDIUM)
                .discrepancy()
                .id();
    }

    private HttpResponse<String> keys(String id) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(daemon.url("/api/v1/discrepancies/" + id + "/keys")))
                        .header("Authorization", "Bearer " + DaemonLab.TOKEN)
                        .build(),
                BodyHandlers.ofString());
    }
}
