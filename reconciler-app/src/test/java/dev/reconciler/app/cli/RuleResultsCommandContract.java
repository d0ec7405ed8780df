package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.ShopDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules results}: the results per rule, tenant and run, on two real databases. */
abstract class RuleResultsCommandContract {
    @TempDir
    private Path directory;

    private PipelineFixture shop;
    private ShopDatabase from;
    private ShopDatabase to;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    @BeforeEach
    void makeShop() throws IOException {
        from = source();
        to = target();
        shop = new PipelineFixture(from, to, directory, "tenants: [acme, globex]");
        shop.seed(12);
        Files.createDirectories(directory.resolve("rules"));
        compare("balances", "id, balance", "", "[id]", "{balance: 0}");
        compare(
                "totals",
                "tenant_id AS tenant, count(*) AS customers, sum(balance) AS total",
                "GROUP BY tenant_id",
                "[tenant]",
                "{customers: 0, total: 0}");
        compare("broken", "id, saldo", "", "[id]", "{saldo: 0}");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void compare(String name, String columns, String group, String key, String values) throws IOException {
        String query = "SELECT %s FROM customers WHERE tenant_id = :tenant %s".formatted(columns, group);
        Files.writeString(directory.resolve("rules").resolve(name + ".yaml"), """
                rule: %1$s
                description: The rule %1$s of this test.
                table: %2$s
                action: block
                compare:
                  source: %3$s
                  target: %3$s
                  key: %4$s
                  values: %5$s
                """.formatted(
                        name, shop.table("customers"), query, key, values));
    }

    @Test
    void eachRuleAndTenantOfEachRunHasItsResult() {
        assertThat(shop.run("rules", "run").exit()).as("nothing is filled").isEqualTo(2);
        assertThat(outcomes(shop.json("rules", "results")))
                .containsOnly(
                        "balances acme UNVERIFIABLE",
                        "balances globex UNVERIFIABLE",
                        "totals acme UNVERIFIABLE",
                        "totals globex UNVERIFIABLE",
                        "broken acme UNVERIFIABLE",
                        "broken globex UNVERIFIABLE");
        assertThat(shop.json("rules", "results").get(0).path("reason").asText()).contains("not every table is live");

        assertThat(shop.run("backfill").exit()).isZero();
        Outcome failed = shop.run("rules", "run");
        assertThat(failed.exit()).as("one rule can't be evaluated").isEqualTo(2);
        String second = shop.json("rules", "results").get(0).path("run").asText();
        assertThat(outcomes(shop.json("rules", "results", "--run", second)))
                .as("the other rules are evaluated")
                .containsOnly(
                        "balances acme AGREED",
                        "balances globex AGREED",
                        "totals acme AGREED",
                        "totals globex AGREED",
                        "broken acme ERROR",
                        "broken globex ERROR");
        JsonNode broken = last("broken");
        assertThat(broken.path("reason").asText()).contains("saldo");
        assertThat(broken.path("position").isNull()).isTrue();
        JsonNode equal = last("totals");
        assertThat(equal.path("source").asText()).startsWith("customers=6, total=");
        assertThat(equal.path("target")).isEqualTo(equal.path("source"));
        assertThat(equal.path("difference").asText()).isEmpty();
        assertThat(equal.path("position").asText()).isNotEmpty();

        shop.target("UPDATE customers SET balance = balance + 1.5 WHERE id IN (2, 4)");
        assertThat(shop.run("rules", "run").exit()).isEqualTo(2);
        JsonNode violated = last("balances");
        assertThat(violated.path("outcome").asText()).isEqualTo("VIOLATED");
        assertThat(violated.path("groups").asInt()).isEqualTo(6);
        assertThat(violated.path("violations").asInt()).isEqualTo(2);
        assertThat(violated.path("more").asInt()).isZero();
        assertThat(violated.path("differences").findValuesAsText("group")).containsExactlyInAnyOrder("id=2", "id=4");
        assertThat(violated.path("differences").findValuesAsText("difference")).containsOnly("balance=1.5");
        assertThat(violated.path("source").isNull()).as("of several groups").isTrue();
        assertThat(last("totals").path("difference").asText()).isEqualTo("total=3");

        assertThat(outcomes(shop.json("rules", "results", "--rule", "totals", "--tenant", "globex")))
                .as("the history, latest first")
                .containsExactly("totals globex AGREED", "totals globex AGREED", "totals globex UNVERIFIABLE");
        Outcome table = shop.run("rules", "results", "--rule", "balances", "--tenant", "acme", "--limit", "1");
        assertThat(table.exit()).isZero();
        assertThat(table.out()).contains("VIOLATED", "id=2; id=4", "2").doesNotContain("AGREED");
        assertThat(shop.run("rules", "results", "--rule", "nothing").out()).contains("no results");
    }

    @Test
    void rowsWithoutATenantAreCountedAsNotEvaluated() {
        shop.configure("tenants: all");
        shop.source(nullableTenant(from));
        shop.target(nullableTenant(to));
        shop.source("INSERT INTO customers (id, tenant_id, name, balance) VALUES (90, NULL, 'nobody', 1)");
        shop.run("backfill");

        shop.run("rules", "run", "--rule", "balances");

        assertThat(outcomes(shop.json("rules", "results")))
                .containsExactlyInAnyOrder(
                        "balances acme AGREED", "balances globex AGREED", "balances null UNVERIFIABLE");
        assertThat(shop.json("rules", "results").findValuesAsText("reason"))
                .contains(
                        "not evaluated on 1 row of the source whose tenant is NULL: a rule for each tenant does not see such"
                                + " rows; give them a tenant, or say 'tenant: none' in the rule");
    }

    private static String nullableTenant(ShopDatabase database) {
        return database.schema().equals("public")
                ? "ALTER TABLE customers ALTER COLUMN tenant_id DROP NOT NULL"
                : "ALTER TABLE customers MODIFY tenant_id varchar(40) NULL";
    }

    /** The last result of the rule for tenant acme. */
    private JsonNode last(String rule) {
        return shop.json("rules", "results", "--rule", rule, "--tenant", "acme").get(0);
    }

    private static List<String> outcomes(JsonNode results) {
        List<String> outcomes = new ArrayList<>();
        results.forEach(result -> outcomes.add(result.path("rule").asText() + " "
                + result.path("tenant").asText() + " " + result.path("outcome").asText()));
        return outcomes;
    }
}
