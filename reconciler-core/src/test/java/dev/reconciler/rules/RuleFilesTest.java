package dev.reconciler.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class RuleFilesTest {
    private static final String GOOD = """
        rule: totals
        description: Turnover is the same.
        table: shop.payment
        action: block
        compare:
          source: |
            SELECT day, total FROM a
          target: SELECT day, total FROM b
          key: [day]
          values: {total: 0.0050001, n: 0}
        """;

    @TempDir
    Path folder;

    private RuleBook read(String... files) throws IOException {
        for (int i = 0; i < files.length; i++) {
            Files.writeString(folder.resolve("rule" + i + ".yaml"), files[i]);
        }
        return RuleFiles.readFolder(folder);
    }

    private List<String> problems(String... files) throws IOException {
        RuleBook book = read(files);
        return book.problems().stream()
                .map(problem -> problem.line() + ": " + problem.what() + "; " + problem.fix())
                .toList();
    }

    @Test
    void aRuleIsWhatItsFileSays() throws IOException {
        RuleBook book = read(GOOD);

        assertThat(book.problems()).isEmpty();
        Rule rule = book.rules().get(0);
        assertThat(rule.name()).isEqualTo("totals");
        assertThat(rule.blocking()).isTrue();
        assertThat(rule.severity()).isEqualTo(Severity.HIGH);
        Rule.Compare compare = (Rule.Compare) rule.check();
        assertThat(compare.source()).isEqualTo("SELECT day, total FROM a\n");
        assertThat(compare.values()).containsEntry("total", new BigDecimal("0.0050001"));
        assertThat(compare.values().keySet()).containsExactly("total", "n");
    }

    @Test
    void aRuleThatExpectsNothingSaysWhatItFinds() throws IOException {
        RuleBook book = read("""
            rule: orphans
            description: d
            table: t
            action: warn
            severity: critical
            expect_empty: {target: SELECT 1, key: [id], finding: referential_violation}
            """);

        assertThat(book.rules().get(0).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(((Rule.ExpectEmpty) book.rules().get(0).check()).finding())
                .isEqualTo(DiscrepancyType.REFERENTIAL_VIOLATION);
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndFix() throws IOException {
        assertThat(problems("""
            rule: Bad Name
            descripton: d
            table: shop.payment
            action: stop
            compare:
              source: SELECT 1
              target: ''
              key: day
              values: {total: -1, n: few}
            """))
                .containsExactlyInAnyOrder(
                        "2: unknown setting descripton; did you mean description?",
                        "1: rule name 'Bad Name' is not allowed; use a-z, 0-9 and -, at most 80",
                        "1: the rule lacks description; describe the business impact of a violation",
                        "4: action is not a known choice; write one of block, warn",
                        "7: target is not a text; write a SELECT, as a block after |",
                        "8: key is not a list of column names; write it like [day, currency]",
                        "9: total is not a decimal number of 0 or more; write the tolerance of the numbers, like 0 or 0.005",
                        "9: n is not a decimal number (it is 'few'); write the tolerance of the numbers, like 0 or 0.005");
    }

    @Test
    void aRuleHasOneKindOfCheck() throws IOException {
        String both = GOOD + "expect_empty: {target: SELECT 1, key: [id]}\n";
        String neither = GOOD.substring(0, GOOD.indexOf("compare:"));

        assertThat(problems(both, neither.replace("totals", "other")))
                .hasSize(2)
                .allMatch(problem -> problem.contains("exactly one of compare and expect_empty"));
    }

    @Test
    void aBrokenFileDoesNotHideTheOthers() throws IOException {
        RuleBook book = read(GOOD, "rule: [", "", GOOD.replace("totals", "second"), GOOD);

        assertThat(book.rules()).extracting(Rule::name).containsExactly("totals", "second");
        assertThat(book.problems()).hasSize(3);
        assertThat(book.problems().get(0).toString()).contains("rule1.yaml:1: not YAML");
        assertThat(book.problems().get(2).toString())
                .contains("rule4.yaml:1: rule totals is in")
                .contains("rule0.yaml");
    }

    @Test
    void aFolderWithoutRulesIsAProblem() {
        assertThat(RuleFiles.readFolder(folder.resolve("none")).problems())
                .singleElement()
                .asString()
                .contains("no such folder", "none");
        assertThat(RuleFiles.readFolder(folder).problems())
                .singleElement()
                .asString()
                .contains("no rule file");
    }

    @Test
    void thePublishedSchemaSaysWhatTheReaderAccepts() throws IOException {
        JsonNode schema;
        try (InputStream in = RuleFiles.class.getResourceAsStream("/schema/rule.schema.json")) {
            schema = new ObjectMapper().readTree(in);
        }
        JsonNode properties = schema.path("properties");

        assertThat(names(properties)).containsExactlyInAnyOrderElementsOf(RuleFiles.RULE);
        assertThat(names(properties.path("compare").path("properties")))
                .containsExactlyInAnyOrderElementsOf(RuleFiles.COMPARE);
        assertThat(names(properties.path("expect_empty").path("properties")))
                .containsExactlyInAnyOrderElementsOf(RuleFiles.EXPECT_EMPTY);
        assertThat(properties.path("rule").path("pattern").asText()).isEqualTo("^" + RuleFiles.NAME.pattern() + "$");
        assertThat(properties.path("severity").path("enum")).hasSize(Severity.values().length);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
