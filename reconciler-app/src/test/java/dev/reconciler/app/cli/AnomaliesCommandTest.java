package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class AnomaliesCommandTest {
    @TempDir
    private Path directory;

    @Test
    void anomaliesAreListedByTableAndTenantAndModelsCountThem() {
        try (PipelineFixture shop = new PipelineFixture(directory, "")) {
            shop.seed(1_100);
            shop.source("UPDATE customers SET balance = 99999999 WHERE id = 40");
            assertThat(shop.run("backfill").exit()).isZero();
            assertThat(shop.run("anomalies", "list").out()).isEqualTo("no anomalies" + System.lineSeparator());

            Outcome verified = shop.run("verify", "--job", "anomalies", "--table", "customers");

            assertThat(verified.exit()).as(verified.toString()).isZero();
            assertThat(verified.out()).contains(" anomalies; list them with 'reconciler anomalies list'");
            JsonNode anomalies = shop.json("anomalies", "list", "--table", "customers");
            assertThat(anomalies.findValuesAsText("value")).contains("99999999");
            JsonNode first = anomalies.get(0);
            assertThat(first.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "number",
                            "run",
                            "at",
                            "table",
                            "tenant",
                            "kind",
                            "key",
                            "score",
                            "threshold",
                            "deviations");
            assertThat(first.path("key").get(0).asText())
                    .as("the most unusual one is first")
                    .isEqualTo("40");
            String tenant = first.path("tenant").asText();
            String other = tenant.equals("acme") ? "globex" : "acme";
            assertThat(shop.json("anomalies", "list", "--tenant", tenant).findValuesAsText("tenant"))
                    .isNotEmpty()
                    .containsOnly(tenant);
            assertThat(shop.json("anomalies", "list", "--tenant", other).findValuesAsText("value"))
                    .doesNotContain("99999999");
            assertThat(shop.json("anomalies", "list", "--table", "orders")).isEmpty();
            String run = first.path("run").asText();
            assertThat(shop.json("anomalies", "list", "--run", run)).hasSameSizeAs(anomalies);
            assertThat(shop.json("anomalies", "list", "--run", "another")).isEmpty();
            assertThat(shop.json("anomalies", "list", "--kind", "ROW").findValuesAsText("kind"))
                    .isNotEmpty()
                    .containsOnly("ROW");
            assertThat(shop.json("anomalies", "list", "--kind", "SERIES")).isEmpty();
            assertThat(shop.run("anomalies", "list", "--kind", "rows").exit()).isEqualTo(2);
            assertThat(shop.run("anomalies", "list", "--limit", "1").out())
                    .contains("1 of " + anomalies.size() + " are listed; --limit lists more");
            assertThat(shop.run("anomalies", "list").out()).doesNotContain("are listed");
            assertThat(shop.run("anomalies", "list").out()).contains("ROW", "balance: 99999999 (usual: ");
            assertThat(shop.run("anomalies", "models").out())
                    .contains("customers", "acme", "globex", " anomalies; list");
            assertThat(shop.run("anomalies").exit()).isEqualTo(2);
        }
    }
}
