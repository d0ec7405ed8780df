package dev.reconciler.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions in CEL on the rows of both sides: their types, their places in messages, and the rows that they are evaluated on. */
@Tag("unit")
class RowRuleTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final MappedTable TABLE = new MappedTable(
            "shop.orders",
            new TableRef("public", "orders"),
            new TableRef("shop", "orders"),
            List.of(
                    column("id", "id", LogicalType.TEXT),
                    column("tenant", "tenant", LogicalType.TEXT),
                    column("status", "state", LogicalType.TEXT),
                    column("total", "total", LogicalType.DECIMAL),
                    column("lines", "lines", LogicalType.INTEGER),
                    column("paid", "paid", LogicalType.BOOLEAN),
                    column("rate", "rate", LogicalType.FLOAT8),
                    column("paid_at", "paid_at", LogicalType.INSTANT)),
            List.of(0),
            1,
            List.of());

    private static MappedColumn column(String source, String target, LogicalType type) {
        return new MappedColumn(of(source, type), of(target, type), Transform.DIRECT);
    }

    private static Column of(String name, LogicalType type) {
        return new Column(name, new ColumnType("t", type), true, false, false, false, false);
    }

    private static Row row(String id, String tenant, @Nullable String state, @Nullable String total, String lines) {
        return new Row(Arrays.asList(id, tenant, state, total, lines, "t", "0.5", "2026-03-01 10:00:00+00"));
    }

    private static Rule rule(String check, boolean acrossTenants) {
        return new Rule(
                "r",
                "r.yaml",
                "d",
                TABLE.id(),
                true,
                Severity.HIGH,
                RowCondition.of(check, 9),
                new RuleSettings(null, RulePhase.DURING, null, acrossTenants, null));
    }

    private static RowEvaluation evaluation(Rule rule) {
        RuleLimits limits = new RuleLimits(10, 1_000, 1_000, 2);
        return new RowEvaluation(TABLE, TenantScope.all(), Set.of(RowKey.of("parked")), limits, List.of(rule));
    }

    private static RuleOutcome outcome(RowEvaluation evaluation, Rule rule, TenantId tenant) {
        return evaluation.outcome(new RowEvaluation.Subject(rule, tenant), true);
    }

    private static List<String> problems(String check) {
        return RowPredicate.of(RowCondition.of(check, 9), TABLE).problems().stream()
                .map(problem -> problem.what() + "; " + problem.fix())
                .toList();
    }

    private static RowPredicate.Judgement judge(String check, Row source, Row target) {
        return RowPredicate.of(RowCondition.of(check, 1), TABLE).orElseThrow().judge(source, target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target.lines > 0 && target.lines + source.lines == 5",
                "double(target.total) > 12.4 && double(target.total) < 12.6",
                "source.total == target.total",
                "target.state in ['new', 'paid'] && target.state.startsWith('n') && size(target.state) == 3",
                "target.paid && target.paid == true",
                "target.rate == 0.5 && target.rate * 2.0 == 1.0",
                "target.paid_at < '2026-03-02' && target.paid_at != null",
                "source.state == null",
                "source.state != 'paid' || target.paid_at != null"
            })
    void valuesHaveTheTypesOfTheirColumns(String check) {
        assertThat(problems(check)).isEmpty();
        assertThat(judge(check, row("1", "acme", null, "12.5", "2"), row("1", "acme", "new", "12.50", "3")))
                .isEqualTo(new RowPredicate.Judgement(true, null));
        assertThat(judge(
                        "!(" + check + ")", row("1", "acme", null, "12.5", "2"), row("1", "acme", "new", "12.50", "3")))
                .isEqualTo(new RowPredicate.Judgement(false, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "target.totl > 0|character 1: table shop.orders has no mapped column totl; did you mean total?",
                "target.lines > 0 && source.status == 'x'|character 21: table shop.orders has no mapped column status;"
                        + " a rule names columns as the target does: write state",
                "target.weight == 1|its columns are id, tenant, state, total, lines, paid, rate, paid_at",
                "target.lines + 1|expected type 'bool' but found 'int'",
                "target.total >= 0.0|character 14: found no matching overload",
                "target.total >= 0.0|decimals, times and texts are strings: double(target.NAME)",
                "target.lines > |character ",
                "target == null|character 1: target is a row and no value; name a column, as in target.NAME",
                "has(target.total)|character 5: has() of a column, which is always there; write target.total != null",
                "old.lines > target.lines|undeclared reference to 'old'",
                "1 > 0|the expression names no column; name columns as source.NAME and target.NAME"
            })
    void aProblemHasItsPlaceAndFix(String check, String problem) {
        assertThat(problems(check)).isNotEmpty();
        assertThat(problems(check).get(0)).contains(problem);
    }

    @Test
    void aPlaceInALaterLineNamesTheLine() {
        assertThat(problems("target.lines > 0\n  && target.lins > 0").get(0)).startsWith("line 2, character 6: ");
    }

    @Test
    void anErrorOfTheEvaluationIsNoVerdict() {
        Row target = row("1", "acme", null, null, "99999999999999999999");

        assertThat(judge("double(target.total) > 0.0", target, target).failure())
                .isNotEmpty();
        assertThat(judge("target.lines > 0", target, target).failure()).contains("99999999999999999999");
        assertThat(judge("1 / (2 - size(target.tenant + target.tenant) + 6) > 0", target, target)
                        .failure())
                .contains("by zero");
        Row invalid = row("1", "acme", InvalidValue.of("no entry for 7"), "1", "1");
        assertThat(judge("source.state == 'new'", invalid, target))
                .isEqualTo(new RowPredicate.Judgement(false, "source.state has no value: no entry for 7"));
    }

    @Test
    void rowsAreJudgedForTheirTenantsAndFailuresAreCounted() {
        Rule rule = rule("target.lines > 0 && double(target.total) >= 0.0", false);
        RowEvaluation evaluation = evaluation(rule);
        for (String id : List.of("1", "2", "3")) {
            evaluation.read(RowKey.of(id), null, row(id, "acme", "new", "1", "0"));
        }
        evaluation.read(RowKey.of("4"), null, row("4", "acme", "new", null, "1"));
        evaluation.read(RowKey.of("parked"), null, row("parked", "acme", "new", "1", "0"));
        evaluation.inDoubt(RowKey.of("6"));
        evaluation.read(RowKey.of("5"), null, row("5", "globex", "new", "1", "1"));
        evaluation.read(RowKey.of("7"), row("7", "globex", "new", "1", "0"), null);

        RuleOutcome.Violated violated = (RuleOutcome.Violated) outcome(evaluation, rule, ACME);
        assertThat(violated.violations()).isEqualTo(3);
        assertThat(violated.isListed()).isFalse();
        assertThat(violated.groups()).isEqualTo(3);
        assertThat(violated.findings())
                .hasSize(2)
                .contains(new Finding.RuleViolation(
                        "shop.orders", ACME, "r", "id=1", "not read", "lines=0, total=1", true, Severity.HIGH));
        assertThat(violated.extent().note())
                .startsWith("the expression failed on 1 of 4 rows, the first is id=4: ")
                .endsWith("; 2 rows of the table were not evaluated: in doubt, or with parked events");
        assertThat(outcome(evaluation, rule, GLOBEX)).satisfies(outcome -> {
            assertThat(((RuleOutcome.Agreed) outcome).groups()).isEqualTo(1);
            assertThat(((RuleOutcome.Agreed) outcome).extent().groups().test("id=5"))
                    .isTrue();
        });
    }

    /** A row that is gone, or of another tenant now, can't violate the rule; one that was not read, or on which it failed, may. */
    @Test
    void theOutcomeCoversEachKeyThatWasReadWithoutFailure() {
        Rule rule = rule("target.lines > 0 && double(target.total) >= 0.0", false);
        RowEvaluation evaluation = evaluation(rule);
        evaluation.read(RowKey.of("1"), null, row("1", "acme", "new", "1", "1"));
        evaluation.read(RowKey.of("2"), null, null);
        evaluation.read(RowKey.of("3"), null, row("3", "globex", "new", "1", "1"));
        evaluation.read(RowKey.of("4"), null, row("4", "globex", "new", null, "1"));
        evaluation.read(RowKey.of("parked"), null, null);
        evaluation.inDoubt(RowKey.of("5"));

        RuleOutcome.Agreed agreed = (RuleOutcome.Agreed) outcome(evaluation, rule, ACME);
        assertThat(List.of("id=1", "id=2", "id=3", "more groups"))
                .allMatch(agreed.extent().groups());
        assertThat(List.of("id=4", "id=5", "id=6", "id=parked"))
                .noneMatch(agreed.extent().groups());
        RuleOutcome ofKeys = evaluation.outcome(new RowEvaluation.Subject(rule, ACME), false);
        assertThat(((RuleOutcome.Agreed) ofKeys).extent().groups().test("more groups"))
                .as("keys that were not drawn")
                .isFalse();
    }

    /** The stream's window reads some keys: each that it read is decided, whatever the others are. */
    @Test
    void aKeyThatIsReadAgainIsCoveredThoughOthersAreInDoubtOrFail() {
        Rule rule = rule("target.lines > 0 && double(target.total) >= 0.0", false);
        RowEvaluation evaluation = evaluation(rule);
        evaluation.read(RowKey.of("1"), null, null);
        evaluation.inDoubt(RowKey.of("5"));
        assertThat(covered(evaluation, rule)).accepts("id=1").rejects("id=5", "more groups");

        evaluation.read(RowKey.of("4"), null, row("4", "acme", "new", null, "1"));
        assertThat(covered(evaluation, rule)).accepts("id=1").rejects("id=4", "id=5");
    }

    private static Predicate<String> covered(RowEvaluation evaluation, Rule rule) {
        RuleOutcome ofKeys = evaluation.outcome(new RowEvaluation.Subject(rule, ACME), false);
        return ((RuleOutcome.Agreed) ofKeys).extent().groups();
    }

    @Test
    void aRuleWhoseExpressionFailedIsNeverAgreed() {
        Rule rule = rule("double(target.total) >= 0.0", false);
        RowEvaluation evaluation = evaluation(rule);
        evaluation.read(RowKey.of("1"), null, row("1", "acme", "new", "1", "0"));
        evaluation.read(RowKey.of("2"), null, row("2", "acme", "new", null, "0"));

        assertThat(outcome(evaluation, rule, ACME)).isInstanceOf(RuleOutcome.Unverifiable.class);
        assertThat(outcome(evaluation, rule, ACME).toString()).contains("failed on 1 of 2 rows, the first is id=2");
    }

    @Test
    void withoutARowOfOnePositionThereIsNoVerdict() {
        Rule rule = rule("target.lines > 0", false);
        RowEvaluation evaluation = evaluation(rule);
        assertThat(outcome(evaluation, rule, ACME)).isInstanceOf(RuleOutcome.Agreed.class);

        evaluation.inDoubt(RowKey.of("1"));

        assertThat(outcome(evaluation, rule, ACME)).isInstanceOf(RuleOutcome.RetryLater.class);
    }

    @Test
    void aPairOfRowsHasOneTenant() {
        Rule rule = rule("target.lines == source.lines", false);
        Rule across = rule("target.lines == source.lines", true);
        RowEvaluation each = evaluation(rule);
        RowEvaluation together = evaluation(across);
        for (RowEvaluation evaluation : List.of(each, together)) {
            evaluation.read(RowKey.of("1"), row("1", "acme", "n", "1", "1"), row("1", "globex", "n", "1", "2"));
            evaluation.read(RowKey.of("2"), row("2", "acme", "n", "1", "1"), row("2", "acme", "n", "1", "2"));
        }

        assertThat(each.outcomes()).containsOnlyKeys(new RowEvaluation.Subject(rule, ACME));
        assertThat(together.outcomes()).containsOnlyKeys(new RowEvaluation.Subject(across, TenantId.NONE));
        assertThat(each.violating(new RowEvaluation.Subject(rule, ACME))).containsExactly(RowKey.of("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "a, id=b", "say \"no\" \\ ", "NULL", "", "x=1,y=2"})
    void aGroupNamesItsKey(String id) {
        String group = RowGroup.text(TABLE, RowKey.of(id));

        assertThat(RowGroup.key(TABLE, group)).hasValue(RowKey.of(id));
        assertThat(RowGroup.key(TABLE, group + "x, b=1")).isNotEqualTo(RowGroup.key(TABLE, group));
        assertThat(RowGroup.key(TABLE, "more groups")).isEmpty();
    }
}
