package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The members of JSON results and their order, which scripts may depend on. */
@Tag("db")
class JsonMembersTest {
    @TempDir
    private Path directory;

    @Test
    void listsKeepTheirMembers() {
        try (PipelineFixture shop = new PipelineFixture(directory, "")) {
            shop.seed(12);
            assertThat(shop.run("backfill").exit()).isZero();
            shop.target("UPDATE customers SET name = 'renamed' WHERE id IN (4, 9)");
            assertThat(shop.run("verify").exit()).isEqualTo(1);

            JsonNode item = shop.json("review", "list").get(0);
            assertMembers(
                    item,
                    "id, version, type, severity, cause, causeEvidence, table, tenant, key, columns, detail, seen, since,"
                            + " claimedBy, source, target, state, plannedCorrection, decision");
            assertThat(item.path("source").path("name").isTextual()).isTrue();
            assertThat(item.path("claimedBy").isNull()).isTrue();

            assertThat(shop.run("review", "resolve", item.path("id").asText(), "APPLY_SOURCE")
                            .exit())
                    .isZero();
            assertMembers(
                    shop.json("corrections", "list").get(0),
                    "id, at, table, tenant, key, kind, actor, discrepancy, before, after, undoneBy");
            assertMembers(
                    shop.json("audit", "list").get(0),
                    "pipeline, sequence, at, actor, action, subject, detail, previousHash, hash");
            assertMembers(
                    shop.json("coverage").get(0),
                    "table, tenant, verdict, verifiedAt, position, sequence, job, chunks, unverifiable");
        }
    }

    private static void assertMembers(JsonNode object, String members) {
        assertThat(object.fieldNames()).toIterable().hasToString("[" + members + "]");
    }
}
