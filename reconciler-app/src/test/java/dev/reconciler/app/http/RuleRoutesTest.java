package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.testing.RuleLab;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class RuleRoutesTest {
    private final DaemonLab daemon = new DaemonLab();
    private final Client client = new Client(daemon);

    @TempDir
    private Path directory;

    private RuleLab rules;

    @BeforeEach
    void write() throws IOException {
        rules = new RuleLab(daemon, directory);
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void rulesAreListedWithTheLastResultOfEachTenant() {
        Run first = rules.run();
        rules.failed(first, "acme");
        rules.agreed(first, "globex");
        Run second = rules.run();
        rules.violated(second, "acme", 130);

        Answer list = client.get("/api/v1/rules");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.at("/items").findValuesAsText("name")).containsExactly("totals", "orphans");
        assertThat(list.text("/items/0/action")).isEqualTo("BLOCK");
        assertThat(list.text("/items/0/severity")).isEqualTo("CRITICAL");
        assertThat(list.text("/items/0/owner")).isEqualTo("ledger team");
        assertThat(list.text("/items/0/phase")).isEqualTo("DURING");
        assertThat(list.text("/items/0/kind")).isEqualTo("query");
        assertThat(list.at("/items/1/owner").isNull()).isTrue();
        assertThat(list.at("/items/0/perTenant").asBoolean()).isTrue();
        assertThat(list.at("/items/0/last")).hasSize(2);
        assertThat(list.text("/items/0/last/0/tenant")).isEqualTo("acme");
        assertThat(list.text("/items/0/last/0/outcome")).isEqualTo("VIOLATED");
        assertThat(list.at("/items/0/last/0/violations").asInt()).isEqualTo(130);
        assertThat(list.at("/items/0/last/0/differences")).hasSize(100);
        assertThat(list.at("/items/0/last/0/more").asInt()).isEqualTo(30);
        assertThat(list.text("/items/0/last/0/differences/0/difference")).isEqualTo("total=2.5");
        assertThat(list.text("/items/0/last/1/source")).isEqualTo("total=17.25");
        assertThat(list.at("/items/1/last")).isEmpty();
        assertThat(list.at("/problems")).isEmpty();
    }

    @Test
    void rulesAreListedByPages() {
        rules.agreed(rules.run(), "acme");

        Answer first = client.get("/api/v1/rules?size=1");
        assertThat(first.at("/items").findValuesAsText("name")).containsExactly("totals");
        assertThat(first.at("/items/0/last")).hasSize(1);
        assertThat(first.at("/total").asInt()).isEqualTo(2);
        assertThat(client.get("/api/v1/rules?size=1&page=1").at("/items").findValuesAsText("name"))
                .containsExactly("orphans");
        assertThat(client.get("/api/v1/rules").at("/size").asInt()).isEqualTo(500);
        assertThat(client.get("/api/v1/rules?size=501").status()).isEqualTo(400);
    }

    @Test
    void resultsOfARuleAreListedLatestFirstAndByEveryFilter() {
        Run first = rules.run();
        rules.failed(first, "acme");
        rules.agreed(first, "globex");
        Run second = rules.run();
        rules.agreed(second, "acme");

        Answer all = client.get("/api/v1/rules/totals/results");
        assertThat(all.at("/total").asInt()).isEqualTo(3);
        assertThat(all.text("/items/0/run")).isEqualTo(second.id());
        assertThat(all.text("/items/0/position")).isEqualTo("0/7000");
        assertThat(all.text("/items/0/duration")).isEqualTo("PT0.12S");
        assertThat(client.get("/api/v1/rules/totals/results?tenant=globex")
                        .at("/total")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.get("/api/v1/rules/totals/results?run=" + first.id())
                        .at("/total")
                        .asInt())
                .isEqualTo(2);
        Answer failed = client.get("/api/v1/rules/totals/results?outcome=ERROR");
        assertThat(failed.at("/total").asInt()).isEqualTo(1);
        assertThat(failed.text("/items/0/reason")).isEqualTo("division by zero");
        assertThat(failed.at("/items/0/position").isNull()).isTrue();
        assertThat(client.get("/api/v1/rules/totals/results?outcome=red").status())
                .isEqualTo(400);
    }

    @Test
    void ruleWithoutAFileKeepsItsHistoryAndAnUnknownOneIsNotFound() {
        rules.agreed(rules.run(), "acme");
        daemon.rules = new RuleBook(
                List.of(), List.of(new RuleProblem("totals.yaml", 3, "unknown setting acton", "write action")));

        assertThat(client.get("/api/v1/rules").text("/problems/0"))
                .isEqualTo("totals.yaml:3: unknown setting acton; write action");
        assertThat(client.get("/api/v1/rules/totals/results").at("/total").asInt())
                .isEqualTo(1);
        assertThat(client.get("/api/v1/rules/orphans/results").status()).isEqualTo(404);
    }
}
