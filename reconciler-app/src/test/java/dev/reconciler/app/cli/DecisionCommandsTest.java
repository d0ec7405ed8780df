package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions at the terminal, with exit codes and JSON, on two real databases. */
@Tag("db")
class DecisionCommandsTest {
    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void fillShop() {
        shop = new PipelineFixture(directory, "");
        shop.seed(12);
        assertThat(shop.run("backfill").exit()).isZero();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCustomFixWritesTheGivenValuesAndOnlyValidOnes() {
        String id = differentName(9);

        assertRefused(shop.run("review", "resolve", id, "CUSTOM_FIX"), "values");
        assertRefused(shop.run("review", "resolve", id, "CUSTOM_FIX", "--values", "balance=much"), "balance");
        assertRefused(shop.run("review", "resolve", id, "CUSTOM_FIX", "--values", "nickname=x"), "nickname");
        assertThat(nameInTarget(9)).isEqualTo("[{name=renamed}]");

        JsonNode resolved = shop.json(
                "review", "resolve", id, "CUSTOM_FIX", "--values", "name=agreed on", "--note", "asked the customer");

        assertThat(resolved.path("state").asText()).isEqualTo("RESOLVED");
        assertThat(nameInTarget(9)).isEqualTo("[{name=agreed on}]");
        assertThat(audited(id)).contains("\"decision\":\"CUSTOM_FIX\"", "\"values\":\"name\"", "asked the customer");
        JsonNode corrections = shop.json("corrections", "list");
        assertThat(corrections).hasSize(1);
        assertThat(corrections.get(0).path("id").asText())
                .isEqualTo(resolved.path("correction").asText());
        assertThat(shop.json("review", "list")).isEmpty();
    }

    @Test
    void acceptedDifferenceNeedsNoDecisionUntilItsDate() {
        String id = differentName(4);

        assertRefused(shop.run("review", "resolve", id, "ACCEPT"), "until");
        assertRefused(shop.run("review", "resolve", id, "ACCEPT", "--until", "soon"), "until");
        assertRefused(shop.run("review", "resolve", "nobody", "ACCEPT", "--until", "2999-12-31"), "nobody");

        JsonNode accepted = shop.json("review", "resolve", id, "ACCEPT", "--until", "2999-12-31", "--note", "known");

        assertThat(accepted.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(accepted.path("correction").asText()).isEmpty();
        assertThat(audited(id)).contains("\"decision\":\"ACCEPT\"", "\"until\":\"3000-01-01T00:00:00Z\"", "known");
        assertThat(nameInTarget(4)).isEqualTo("[{name=renamed}]");
        shop.run("verify", "--table", "customers");
        assertThat(shop.json("review", "list"))
                .as("seen again, not queued again")
                .isEmpty();
        assertRefused(shop.run("review", "resolve", id, "KEEP_TARGET"), id);
    }

    @Test
    void keptAndAppliedDecisionsAreInTheAuditLog() {
        String id = differentName(5);
        shop.json("review", "resolve", id, "KEEP_TARGET", "--note", "ticket 123");
        assertThat(audited(id)).contains("\"decision\":\"KEEP_TARGET\"", "ticket 123");
        assertThat(shop.json("review", "list", "--decided")
                        .get(0)
                        .path("decision")
                        .asText())
                .isEqualTo("KEEP_TARGET");
        assertRefused(shop.run("review", "reopen", id), "--reason");
        shop.json("review", "reopen", id, "--reason", "asked again");
        assertThat(audited(id)).contains("asked again");
        assertThat(shop.json("review", "list").get(0).path("id").asText()).isEqualTo(id);
        shop.json("review", "resolve", id, "APPLY_SOURCE");

        String other = differentName(6);
        shop.json("review", "resolve", other, "APPLY_SOURCE");
        assertThat(audited(other)).contains("\"decision\":\"APPLY_SOURCE\"");
    }

    @Test
    void aPausedTableIsListedAndResumedOnce() {
        assertThat(shop.json("tables", "list").findValuesAsText("state")).containsOnly("LIVE");
        shop.target("UPDATE reconciler.table_state SET state = 'PAUSED', reason = 'column note is gone'"
                + " WHERE table_id = 'public.orders'");
        Outcome listed = shop.run("tables", "list");
        assertThat(listed.out().lines())
                .anyMatch(line -> line.matches("public.orders +public.orders +PAUSED +column note is gone"));

        assertThat(shop.json("tables", "resume", "orders").path("resumed").asText())
                .isEqualTo("public.orders");

        assertThat(shop.json("tables", "list").findValuesAsText("state")).containsOnly("LIVE");
        assertRefused(shop.run("tables", "resume", "orders"), "is not paused");
        assertThat(shop.queryTarget("SELECT subject, actor <> '' AS named FROM reconciler.audit_entry WHERE action ="
                                + " 'table.RESUMED'")
                        .toString())
                .as("who did it, once")
                .isEqualTo("[{subject=public.orders, named=true}]");
        assertThat(shop.run("audit", "verify").exit()).isZero();
        assertRefused(shop.run("tables", "resume", "nowhere"), "no table 'public.nowhere'");
    }

    @Test
    void commandsThatActAreAuditedByTheOperatorsName() {
        differentName(7);
        String correction = "";
        for (JsonNode item : shop.json("review", "list")) {
            correction = shop.json("review", "resolve", item.path("id").asText(), "APPLY_SOURCE")
                    .path("correction")
                    .asText();
        }
        shop.json("corrections", "undo", correction, "--reason", "the source was wrong");

        List<String> actions = shop.json("audit", "list", "--people").findValuesAsText("action");
        assertThat(actions)
                .as("newest first; the fixture's backfill is the oldest")
                .containsSubsequence("correction.UNDONE", "discrepancy.RESOLVED", "run.STARTED", "run.STARTED");
        JsonNode undone = shop.json("audit", "list", "--action", "correction").get(0);
        assertThat(undone.path("subject").asText()).isEqualTo(correction);
        assertThat(undone.path("detail").asText()).contains("the source was wrong");
        assertThat(shop.json("audit", "list", "--actor", "verification").findValuesAsText("actor"))
                .containsOnly("verification");
        assertThat(shop.json("audit", "list", "--action", "run").findValuesAsText("actor"))
                .containsOnly("tester");
        assertThat(shop.queryTarget("SELECT DISTINCT trigger FROM reconciler.run")
                        .toString())
                .isEqualTo("[{trigger=tester}]");
    }

    @Test
    void anAuditChainThatWasTouchedIsBroken() {
        differentName(3);
        JsonNode intact = shop.json("audit", "verify");
        assertThat(intact.path("intact").asBoolean()).isTrue();
        assertThat(intact.path("entries").asLong()).isPositive();
        assertThat(shop.run("audit", "verify").exit()).isZero();

        shop.target(
                "ALTER TABLE reconciler.audit_entry DISABLE TRIGGER append_only",
                "UPDATE reconciler.audit_entry SET actor = 'somebody else' WHERE sequence = 1");

        Outcome broken = shop.run("audit", "verify");
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out()).contains("broken at entry 1", "not what was hashed");
        assertThat(shop.json("audit", "verify").path("brokenAt").asLong()).isEqualTo(1);
    }

    /** @return the item in review */
    private String differentName(int customer) {
        shop.target("UPDATE customers SET name = 'renamed' WHERE id = " + customer);
        assertThat(shop.run("verify", "--table", "customers").exit()).isEqualTo(1);
        JsonNode items = shop.json("review", "list");
        assertThat(items).hasSize(1);
        return items.get(0).path("id").asText();
    }

    /** The newest entry of the audit log about the item. */
    private String audited(String id) {
        return shop.queryTarget("SELECT detail FROM reconciler.audit_entry WHERE subject = '" + id
                        + "' ORDER BY sequence DESC LIMIT 1")
                .toString();
    }

    private String nameInTarget(int customer) {
        return shop.queryTarget("SELECT name FROM customers WHERE id = " + customer)
                .toString();
    }

    private static void assertRefused(Outcome outcome, String why) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
        assertThat(outcome.err()).contains(why);
        assertThat(outcome.out()).isEmpty();
    }
}
