package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules lint} and {@code rules run} on two real databases. */
@Tag("db")
class RulesCommandTest {
    private static final String BALANCES = """
            rule: balances
            description: What a customer owes is the same on both sides.
            table: public.customers
            action: block
            compare:
              source: SELECT id, balance FROM customers WHERE tenant_id = :tenant
              target: SELECT id, balance FROM customers WHERE tenant_id = :tenant
              key: [id]
              values: {balance: 0.005}
            """;

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() throws IOException {
        shop = new PipelineFixture(directory, "tenants: [acme, globex]");
        shop.seed(12);
        Files.createDirectories(directory.resolve("rules"));
        write(BALANCES);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void lintReportsFileLineAndFixAndEvaluatesNothing() throws IOException {
        Outcome fine = shop.run("rules", "lint");
        assertThat(fine.exit()).as(fine.toString()).isZero();
        assertThat(fine.out()).contains("1 rules", "no problems");
        assertThat(shop.json("rules", "lint")).isEmpty();

        write(BALANCES.replace("id, balance FROM", "id, saldo FROM").replace("action: block", "acton: block"));
        Outcome wrong = shop.run("rules", "lint");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(shop.json("rules", "lint"))
                .as("in the file's order")
                .satisfiesExactly(
                        missing -> assertProblem(missing, 1, "lacks action", "block"),
                        unknown -> assertProblem(unknown, 4, "unknown setting acton", "action"));

        write(BALANCES.replaceFirst("id, balance FROM", "id, saldo FROM"));
        assertThat(shop.run("rules", "lint").exit()).isEqualTo(1);
        assertThat(shop.json("rules", "lint").toString()).contains("saldo");
        assertThat(shop.queryTarget("SELECT 1 FROM pg_namespace WHERE nspname = 'reconciler'"))
                .as("a check makes nothing")
                .isEmpty();
        assertThat(shop.run("rules").exit()).isEqualTo(2);
    }

    @Test
    void runSaysWhetherTheRulesHold() {
        Outcome undecided = shop.run("rules", "run");
        assertThat(undecided.exit()).as("nothing is filled").isEqualTo(2);
        assertThat(undecided.out()).contains("UNVERIFIABLE");

        assertThat(shop.run("backfill").exit()).isZero();
        Outcome holds = shop.run("rules", "run");
        assertThat(holds.exit()).as(holds.toString()).isZero();
        assertThat(shop.json("rules", "run").findValuesAsText("verdict")).containsOnly("AGREED");

        shop.target("UPDATE customers SET balance = balance + 1 WHERE id IN (2, 4)");
        assertThat(shop.run("rules", "run").exit()).isEqualTo(1);
        for (JsonNode result : shop.json("rules", "run")) {
            boolean broken = result.path("tenant").toString().contains("acme");
            assertThat(result.path("verdict").asText()).isEqualTo(broken ? "DIVERGED" : "AGREED");
            assertThat(result.path("discrepancies").asInt()).isEqualTo(broken ? 2 : 0);
        }
        assertThat(shop.run("rules", "run", "--tenant", "globex").exit())
                .as("of the other tenant")
                .isZero();
        assertThat(shop.run("rules", "run", "--table", "nowhere").exit()).isEqualTo(2);
    }

    @Test
    void aRuleOfTheSourceIsEvaluatedBeforeTheTargetIsFilled() throws IOException {
        write("""
            rule: debts
            description: No customer of the old shop has a negative balance.
            table: public.customers
            action: warn
            phase: pre
            source_only:
              source: SELECT id, balance FROM customers WHERE tenant_id = :tenant AND balance < 0
              key: [id]
            """);

        Outcome holds = shop.run("rules", "run");
        assertThat(holds.exit()).as(holds.toString()).isZero();
        shop.source("UPDATE customers SET balance = -1 WHERE id = 2");
        Outcome violated = shop.run("rules", "run");
        assertThat(violated.exit()).as(violated.toString()).isEqualTo(1);
    }

    @Test
    void ruleWithAScheduleOfItsOwnIsEvaluatedByTheDaemonAndNotWithAllOthers() throws IOException {
        Files.writeString(
                directory.resolve("rules").resolve("often.yaml"),
                BALANCES.replace("rule: balances", "rule: often") + "schedule: {cron: '* * * * * *', zone: UTC}\n");
        assertThat(shop.run("backfill").exit()).isZero();
        assertThat(shop.run("rules", "run").exit()).isZero();
        assertThat(shop.json("rules", "results").findValuesAsText("rule")).containsOnly("balances");

        shop.serve();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<String> runs = shop.json("rules", "results", "--rule", "often").findValuesAsText("run");
            assertThat(runs.stream().distinct()).hasSizeGreaterThan(1);
        });
        assertThat(shop.json("rules", "results", "--rule", "often").findValuesAsText("outcome"))
                .containsOnly("AGREED");
    }

    @Test
    void ruleOfAnotherPhaseIsEvaluatedOnlyWhenAskedFor() throws IOException {
        Files.writeString(
                directory.resolve("rules").resolve("before.yaml"),
                BALANCES.replace("rule: balances", "rule: before") + "phase: pre\n");
        assertThat(shop.run("backfill").exit()).isZero();

        assertThat(shop.run("rules", "run").exit()).isZero();
        assertThat(shop.json("rules", "results").findValuesAsText("rule")).containsOnly("balances");
        assertThat(shop.run("verify", "--job", "rules", "--phase", "pre").exit())
                .isZero();
        assertThat(shop.json("rules", "results", "--limit", "2").findValuesAsText("rule"))
                .containsOnly("before");
        assertThat(shop.run("rules", "run", "--rule", "balances").exit()).isZero();
        assertThat(shop.json("rules", "results", "--limit", "2").findValuesAsText("rule"))
                .containsOnly("balances");

        Outcome none = shop.run("rules", "run", "--phase", "post");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("no rule has the phase post");
        Outcome unknown = shop.run("rules", "run", "--rule", "balance");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("no rule is named balance; there are rules balances, before");
        assertThat(shop.run("verify", "--job", "count", "--phase", "pre").err()).contains("need --job rules");
    }

    private static void assertProblem(JsonNode problem, int line, String what, String fix) {
        assertThat(problem.path("file").asText()).contains("balances.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(line);
        assertThat(problem.path("what").asText()).contains(what);
        assertThat(problem.path("fix").asText()).contains(fix);
    }

    private void write(String rule) throws IOException {
        Files.writeString(directory.resolve("rules").resolve("balances.yaml"), rule);
    }
}
