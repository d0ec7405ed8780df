package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open discrepancies that need no decision: in dry-run, or under policy report. */
@Tag("db")
class OpenItemsTest {
    @TempDir
    private Path directory;

    @Test
    void dryRunShowsTheCorrectionAndAPersonCanOrderIt() {
        try (PipelineFixture shop = new PipelineFixture(
                directory, "correction: {dryRun: true, policy: {FIELD_MISMATCH: auto, EXTRA_IN_TARGET: report}}")) {
            shop.seed(12);
            assertThat(shop.run("backfill").exit()).isZero();
            shop.target(
                    "UPDATE customers SET name = 'renamed' WHERE id = 4",
                    "INSERT INTO customers VALUES (900, 'acme', 'extra', 1)");
            shop.run("verify", "--table", "customers");

            assertThat(shop.json("review", "list")).as("nobody has to decide").isEmpty();
            JsonNode open = shop.json("review", "list", "--open");
            assertThat(open).hasSize(2);
            JsonNode mismatch = of(open, "FIELD_MISMATCH");
            JsonNode extra = of(open, "EXTRA_IN_TARGET");
            assertThat(mismatch.path("state").asText()).isEqualTo("OPEN");
            assertThat(mismatch.path("plannedCorrection").asText()).isEqualTo("UPDATE");
            assertThat(extra.path("plannedCorrection").isNull())
                    .as("policy report plans nothing")
                    .isTrue();
            assertThat(shop.run("review", "show", mismatch.path("id").asText()).out())
                    .contains("planned correction UPDATE (dry-run: not written)");
            assertThat(shop.queryTarget("SELECT name FROM customers WHERE id = 4")
                            .toString())
                    .contains("renamed");

            JsonNode applied =
                    shop.json("review", "resolve", mismatch.path("id").asText(), "APPLY_SOURCE");
            JsonNode kept = shop.json("review", "resolve", extra.path("id").asText(), "KEEP_TARGET");

            assertThat(applied.path("state").asText()).isEqualTo("RESOLVED");
            assertThat(kept.path("state").asText()).isEqualTo("RESOLVED");
            assertThat(shop.queryTarget("SELECT 1 FROM customers WHERE name = 'renamed'"))
                    .isEmpty();
            assertThat(shop.json("review", "list", "--open")).isEmpty();
        }
    }

    private static JsonNode of(JsonNode items, String type) {
        for (JsonNode item : items) {
            if (item.path("type").asText().equals(type)) {
                return item;
            }
        }
        throw new AssertionError("no " + type + " in " + items);
    }
}
