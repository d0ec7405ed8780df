package dev.reconciler.app.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule that can't be evaluated is that rule's error; the other rules are evaluated, and report their findings. */
@Tag("system")
class RuleFailuresTest {
    @TempDir
    private Path directory;

    private Stage stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void oneBadRuleIsItsOwnErrorAndTheOthersAreEvaluated() throws IOException {
        stage = Stage.live(directory, "");
        stage.shop.target("CREATE SEQUENCE numbers", """
            CREATE FUNCTION rename() RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN UPDATE customers SET name = 'x'; RETURN false; END $$\
            """);
        rule("holds", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND name = ''");
        rule("writes", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND rename()");
        rule("draws", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND nextval('numbers') < 0");
        rule(
                "deletes",
                "LOW",
                "WITH d AS (DELETE FROM customers WHERE tenant_id = :tenant RETURNING id) SELECT id FROM d");
        rule("divides", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND 1 / (id - id) > 0");
        rule("misspelt", "LOW", "SELECT idd AS id FROM customers WHERE tenant_id = :tenant");
        Files.writeString(rules().resolve("typo.yaml"), "rule: typo\nseverty: LOW\n");
        write("late", """
            timeout: 200ms
            target_only:
              target: >-
                SELECT 1 AS id FROM %s WHERE :tenant = :tenant AND md5(concat(%s)) = 'x'
              key: [id]
            """.formatted(numbered("customers c%d"), numbered("c%d.id")));
        write("doubled", """
            query:
              source: SELECT tenant_id AS tenant, 1 AS n FROM customers WHERE tenant_id = :tenant
              target: SELECT tenant_id AS tenant, 1 AS n FROM customers WHERE tenant_id = :tenant
              key: [tenant]
              values: {n: 0}
            """);
        write("unknown", "null: {columns: [nam]}\n");
        write("counted", "row_count: {}\n");

        Finished finished = stage.run(JobKind.RULES);

        assertThat(finished.run().state()).isEqualTo(RunState.FAILED);
        assertThat(finished.verdict()).isEmpty();
        assertThat(finished.run().error())
                .contains(
                        "typo.yaml (",
                        "rule deletes (",
                        "rule divides (",
                        "rule doubled (",
                        "rule draws (",
                        "and 4 more")
                .doesNotContain("rule holds", "rule counted");
        assertThat(finished.results()).hasSize(2).allSatisfy(result -> {
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(result.note())
                    .contains("holds AGREED", "counted AGREED")
                    .contains("writes ERROR: ", "draws ERROR: ", "deletes ERROR: ", "division by zero")
                    .contains("misspelt ERROR: ", "than its timeout", "more than one row", "no mapped column nam");
        });
        assertThat(stage.name(1)).as("no rule has written").isEqualTo("customer 1");
        Map<String, RuleResult> results = results(new TenantId("acme"));
        assertThat(results)
                .containsOnlyKeys(
                        "holds",
                        "writes",
                        "draws",
                        "deletes",
                        "divides",
                        "misspelt",
                        "late",
                        "doubled",
                        "unknown",
                        "counted");
        assertThat(results.get("holds")).satisfies(result -> {
            assertThat(result.run()).isEqualTo(finished.run().id());
            assertThat(result.outcome()).isEqualTo(Outcome.AGREED);
            assertThat(result.at()).isNotNull();
        });
        for (String failed : List.of("writes", "draws", "deletes", "divides")) {
            assertThat(results.get(failed)).as(failed).satisfies(result -> {
                assertThat(result.outcome()).isEqualTo(Outcome.ERROR);
                assertThat(result.reason()).isNotEmpty();
                assertThat(result.at()).isNull();
            });
        }
        assertThat(results.get("divides").reason()).contains("division by zero");
    }

    @Test
    void violationsBeyondTheRecordedOnesAreCountedAndAHeadlineSaysSo() throws IOException {
        stage = Stage.live(directory, "");
        stage.shop.source("INSERT INTO customers (id, tenant_id, name, balance)"
                + " SELECT 1000 + i, 'many', 'n', 1 FROM generate_series(1, 1100) i");
        stage.awaitApplied();
        rule("one", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND id > 1000");

        Finished finished = stage.run(JobKind.RULES);

        assertThat(finished.verdict()).as(finished.run().error()).hasValue(Verdict.DIVERGED);
        assertThat(results(new TenantId("many")).get("one")).satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.VIOLATED);
            assertThat(result.figures().violations()).isEqualTo(1_100);
            assertThat(result.figures().kept()).hasSize(100);
            assertThat(result.figures().more()).isEqualTo(1_000);
        });
        assertThat(headline()).satisfies(headline -> {
            assertThat(headline.difference().detail())
                    .isEqualTo("rule one: 100 more groups violate it; 1000 of 1100 are recorded one by one (blocks)");
            assertThat(headline.severity()).isEqualTo(Severity.LOW);
            assertThat(headline.state().isOpen()).isTrue();
        });

        rule("one", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND id > 2097");
        stage.run(JobKind.RULES);

        assertThat(headline().state()).as("all violations are recorded").isEqualTo(DiscrepancyState.HEALED);
        assertThat(results(new TenantId("many")).get("one").figures().violations())
                .isEqualTo(3);
    }

    @Test
    void tenantWithRowsInTheTargetOnlyIsEvaluatedToo() throws IOException {
        stage = Stage.live(directory, "");
        stage.shop.target("INSERT INTO customers (id, tenant_id, name, balance) VALUES (5000, 'ghost', 'n', 1)");
        write("counted", "row_count: {}\n");

        Finished finished = stage.run(JobKind.RULES);

        assertThat(finished.verdict()).as(finished.run().error()).hasValue(Verdict.DIVERGED);
        assertThat(results(new TenantId("ghost")).get("counted").outcome()).isEqualTo(Outcome.VIOLATED);
        assertThat(results(new TenantId("acme")).get("counted").outcome()).isEqualTo(Outcome.AGREED);
    }

    private Discrepancy headline() {
        return stage.discrepancies().stream()
                .filter(found -> found.place().subject().equals("one/more groups"))
                .findFirst()
                .orElseThrow();
    }

    /** The last result of each rule. */
    private Map<String, RuleResult> results(TenantId tenant) {
        List<String> rules =
                stage.application.rules().rules().stream().map(Rule::name).toList();
        return stage.application.stores().records().ruleResults().last(rules).stream()
                .filter(result -> result.subject().tenant().equals(tenant))
                .collect(Collectors.toMap(result -> result.subject().rule(), result -> result));
    }

    @Test
    void aFindingHasTheSeverityThatItsRuleStates() throws IOException {
        stage = Stage.live(directory, "");
        rule("one", "LOW", "SELECT id FROM customers WHERE tenant_id = :tenant AND id = 2");
        rule("two", "CRITICAL", "SELECT id FROM customers WHERE tenant_id = :tenant AND id = 2");
        rule(
                "three",
                "CRITICAL",
                "SELECT id FROM customers WHERE tenant_id = :tenant AND id = 2",
                "REFERENTIAL_VIOLATION");

        Finished finished = stage.run(JobKind.RULES);

        assertThat(finished.verdict()).as(finished.run().error()).hasValue(Verdict.DIVERGED);
        assertThat(finished.results().stream()
                        .mapToLong(RunResult::discrepancies)
                        .sum())
                .isEqualTo(3);
        assertThat(stage.discrepancies().stream()
                        .collect(Collectors.toMap(RuleFailuresTest::rule, Discrepancy::severity)))
                .containsEntry("one", Severity.LOW)
                .containsEntry("two", Severity.CRITICAL)
                .containsEntry("three", Severity.CRITICAL);
    }

    private static String rule(Discrepancy found) {
        return found.place().subject().substring(0, found.place().subject().indexOf('/'));
    }

    private void rule(String name, String severity, String query) throws IOException {
        rule(name, severity, query, "RULE_VIOLATION");
    }

    private void rule(String name, String severity, String query, String finding) throws IOException {
        List<String> lines = List.of(
                "rule: " + name,
                "description: The rule " + name + " of this test.",
                "table: public.customers",
                "action: block",
                "severity: " + severity.toLowerCase(java.util.Locale.ROOT),
                "expect_empty:",
                "  target: \"" + query + "\"",
                "  key: [id]",
                "  finding: " + finding.toLowerCase(java.util.Locale.ROOT));
        Files.write(rules().resolve(name + ".yaml"), lines);
    }

    private static String numbered(String text) {
        return IntStream.range(0, 24).mapToObj(text::formatted).collect(Collectors.joining(", "));
    }

    private void write(String name, String condition) throws IOException {
        Files.writeString(
                rules().resolve(name + ".yaml"),
                "rule: " + name + "\ndescription: d\ntable: public.customers\naction: warn\n" + condition);
    }

    private Path rules() throws IOException {
        return Files.createDirectories(directory.resolve("rules"));
    }
}
