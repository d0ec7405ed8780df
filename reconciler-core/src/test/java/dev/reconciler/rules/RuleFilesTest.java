package dev.reconciler.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.rules.ShortKind.Expression;
import dev.reconciler.schema.Side;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Stands for the scheduler's syntax, which the application has. */
    private static final CronSyntax CRON = (text, zone) -> {
        if (text.split(" ").length != 5) {
            throw new IllegalArgumentException("five fields");
        }
        return "0 " + text;
    };

    @TempDir
    Path folder;

    private RuleBook read(String... files) throws IOException {
        for (int i = 0; i < files.length; i++) {
            Files.writeString(folder.resolve("rule" + i + ".yaml"), files[i]);
        }
        return RuleFiles.readFolder(folder, CRON);
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
        assertThat(compare.values()).containsEntry("total", Tolerance.of(new BigDecimal("0.0050001")));
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

    /** A rule whose condition is the given text. */
    private static String with(String condition) {
        return GOOD.substring(0, GOOD.indexOf("compare:")) + condition + "\n";
    }

    private Rule only(String file) throws IOException {
        RuleBook book = read(file);
        assertThat(book.problems()).isEmpty();
        return book.rules().get(0);
    }

    @Test
    void settingsOfARuleHaveDefaults() throws IOException {
        Rule plain = only(GOOD);
        assertThat(plain.settings()).isEqualTo(RuleSettings.DEFAULT);
        assertThat(plain.phase()).isEqualTo(RulePhase.DURING);
        assertThat(plain.owner()).isEmpty();
        assertThat(plain.schedule()).isEmpty();
        assertThat(plain.timeout()).isEmpty();

        Rule full = only(GOOD + """
            owner: accounting
            phase: pre
            schedule: {cron: "0 2 * * *", zone: Asia/Taipei}
            tenant: none
            timeout: 1500ms
            """);
        assertThat(full.owner()).hasValue("accounting");
        assertThat(full.phase()).isEqualTo(RulePhase.PRE);
        assertThat(full.schedule()).hasValue(new RuleSchedule("0 0 2 * * *", ZoneId.of("Asia/Taipei")));
        assertThat(full.settings().acrossTenants()).isTrue();
        assertThat(full.timeout()).hasValue(Duration.ofMillis(1500));
    }

    @Test
    void aWrongSettingIsToldWithItsLineAndFix() throws IOException {
        assertThat(problems(GOOD + """
            owner: ''
            phase: before
            schedule: {cron: daily, zone: Mars}
            tenant: acme
            timeout: 5
            """))
                .containsExactlyInAnyOrder(
                        "11: owner is not a text; name the person or team that is responsible for the rule",
                        "12: phase is not a known choice; write one of pre, during, post",
                        "13: zone is not a time zone; write it like UTC, Europe/Berlin, Asia/Taipei",
                        "13: cron is not a cron expression (five fields); write minute, hour, day, month and weekday, as in"
                                + " \"0 2 * * *\"",
                        "14: tenant is not a known choice; write none, or leave it out: the rule is evaluated for each tenant",
                        "15: timeout is not a duration; write a whole number with a unit, such as 500ms, 5s or 1m");
    }

    @Test
    void tolerancesAreExactNumbersPercentagesOrBoth() throws IOException {
        Rule.Compare compare = (Rule.Compare)
                only(GOOD.replace("n: 0}", "n: 0.1%, both: {absolute: 0.005, percent: 2%}, one: {absolute: 3}}"))
                        .check();

        assertThat(compare.values())
                .containsEntry("n", new Tolerance(BigDecimal.ZERO, new BigDecimal("0.1")))
                .containsEntry("both", new Tolerance(new BigDecimal("0.005"), new BigDecimal("2")))
                .containsEntry("one", Tolerance.of(new BigDecimal("3")));
        assertThat(problems(GOOD.replace("n: 0}", "n: -1%, both: {percent: 2}, one: {}, two: {absolut: 1}}")))
                .containsExactlyInAnyOrder(
                        "10: n is not a percentage (it is '-1%'); write it like 0.1%",
                        "10: percent is not a percentage (it is '2'); write it like 0.1%",
                        "10: one holds no tolerance; write the tolerance of the numbers, like 0 or 0.005",
                        "10: unknown setting absolut; did you mean absolute?");
    }

    @Test
    void aPercentageIsOfTheSourcesNumber() {
        Tolerance onePercent = new Tolerance(BigDecimal.ZERO, BigDecimal.ONE);

        assertThat(onePercent.allows(new BigDecimal("-100"), new BigDecimal("-101")))
                .isTrue();
        assertThat(onePercent.allows(new BigDecimal("100"), new BigDecimal("101.0000001")))
                .isFalse();
        assertThat(onePercent.allows(BigDecimal.ZERO, new BigDecimal("1e-30"))).isFalse();
        assertThat(new Tolerance(new BigDecimal("5"), BigDecimal.ONE).allows(BigDecimal.TEN, new BigDecimal("15")))
                .isTrue();
    }

    @Test
    void aShortKindIsWhatItsFileSays() throws IOException {
        assertThat(only(with("row_count: {}")).check())
                .isEqualTo(new ShortKind.RowCount(List.of(), Tolerance.NONE, Expression.NONE));
        assertThat(only(with("row_count: {by: [a], tolerance: 1%, where: {source: x, target: y}}"))
                        .check())
                .isEqualTo(new ShortKind.RowCount(
                        List.of("a"), new Tolerance(BigDecimal.ZERO, BigDecimal.ONE), new Expression("x", "y")));
        assertThat(only(with("sum: {values: {a: 0.5}, where: b > 1}")).check())
                .isEqualTo(new ShortKind.Sum(
                        List.of(), Map.of("a", Tolerance.of(new BigDecimal("0.5"))), Expression.same("b > 1")));
        assertThat(only(with("aggregate: {by: [k], values: {m: max(a), n: {source: s, target: t, percent: 1%}}}"))
                        .check())
                .isEqualTo(new ShortKind.Aggregates(
                        List.of("k"),
                        Map.of(
                                "m",
                                new ShortKind.Aggregate(Expression.same("max(a)"), Tolerance.NONE),
                                "n",
                                new ShortKind.Aggregate(
                                        new Expression("s", "t"), new Tolerance(BigDecimal.ZERO, BigDecimal.ONE))),
                        Expression.NONE));
        assertThat(only(with("null: {columns: [a], at_most: 0.5%}")).check())
                .isEqualTo(new ShortKind.Nulls(
                        List.of("a"), new ShortKind.Limit(new BigDecimal("0.5"), true), Expression.NONE));
        assertThat(only(with("duplicate: {columns: [a, b]}")).check())
                .isEqualTo(new ShortKind.Duplicates(List.of("a", "b"), Expression.NONE));
        assertThat(only(with("referential: {columns: [a], parent: s.t, parent_columns: [id]}"))
                        .check())
                .isEqualTo(new ShortKind.Reference(List.of("a"), "s.t", List.of("id"), Expression.NONE));
        assertThat(only(with("temporal: {order: [a, b], not_future: [b], tolerance: 5s}"))
                        .check())
                .isEqualTo(
                        new ShortKind.Times(List.of("a", "b"), List.of("b"), Duration.ofSeconds(5), Expression.NONE));
        assertThat(only(with("source_only: {source: SELECT 1, key: [id]}")).check())
                .isEqualTo(
                        new Rule.ExpectEmpty(Side.SOURCE, "SELECT 1", List.of("id"), DiscrepancyType.RULE_VIOLATION));
        assertThat(only(with("target_only: {target: SELECT 1, key: [id]}")).check())
                .isEqualTo(only(with("expect_empty: {target: SELECT 1, key: [id]}"))
                        .check());
        assertThat(only(GOOD.replace("compare:", "query:")).check())
                .isEqualTo(only(GOOD).check());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "row_count: {by: day}|by is not a list of column names",
                "row_count: {where: {source: x}}|where lacks target",
                "sum: {by: [a]}|lacks values",
                "sum: {by: [a], values: {a: 0}}|a is both in key and in values",
                "aggregate: {values: {}}|lacks values",
                "aggregate: {values: {m: {absolute: 1}}}|needs either sql or source and target",
                "aggregate: {values: {m: {sql: x, source: y, target: z}}}|needs either sql or source and target",
                "null: {columns: [a], at_most: 1.5}|at_most is not a number of rows",
                "null: {columns: []}|columns is not a list of column names",
                "duplicate: {}|lacks columns",
                "referential: {columns: [a, b], parent: t, parent_columns: [c]}|different numbers of names",
                "temporal: {tolerance: 1s}|states nothing",
                "temporal: {order: [a]}|only one column",
                "source_only: {source: SELECT 1}|lacks key",
                "row_count:|holds no settings"
            })
    void aShortKindThatLacksWhatItNeedsIsAProblem(String condition, String problem) throws IOException {
        assertThat(problems(with(condition)))
                .singleElement()
                .asString()
                .contains(problem)
                .startsWith("5: ");
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
                .allMatch(problem -> problem.contains("exactly one kind of condition"));
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
        assertThat(RuleFiles.readFolder(folder.resolve("none"), CRON).problems())
                .singleElement()
                .asString()
                .contains("no such folder", "none");
        assertThat(RuleFiles.readFolder(folder, CRON).problems())
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

        List<String> settings = new ArrayList<>(RuleFiles.SETTINGS);
        settings.addAll(CheckReader.KINDS.keySet());
        assertThat(names(properties)).containsExactlyInAnyOrderElementsOf(settings);
        CheckReader.KINDS.forEach(
                (kind, allowed) -> assertThat(names(properties.path(kind).path("properties")))
                        .as(kind)
                        .containsExactlyInAnyOrderElementsOf(allowed));
        assertThat(schema.path("oneOf")).hasSize(CheckReader.KINDS.size());
        assertThat(names(properties.path("schedule").path("properties")))
                .containsExactlyInAnyOrderElementsOf(RuleFiles.SCHEDULE);
        assertThat(names(schema.path("$defs").path("aggregate").path("properties")))
                .containsExactlyInAnyOrderElementsOf(CheckReader.AGGREGATE);
        assertThat(properties.path("phase").path("enum")).hasSize(RulePhase.values().length);
        assertThat(properties.path("rule").path("pattern").asText()).isEqualTo("^" + RuleFiles.NAME.pattern() + "$");
        assertThat(properties.path("severity").path("enum")).hasSize(Severity.values().length);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
