package dev.reconciler.rules;

import static dev.reconciler.rules.ShopData.ANN;
import static dev.reconciler.rules.ShopData.BOB;
import static dev.reconciler.rules.ShopPipeline.ACME;
import static dev.reconciler.rules.ShopPipeline.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.ShortKind.Aggregate;
import dev.reconciler.rules.ShortKind.Expression;
import dev.reconciler.rules.ShortKind.Limit;
import dev.reconciler.schema.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kinds without SQL of their own on the demo's schemas: what they find, and what they refuse. No test changes the data. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortKindsTest {
    private static final Tolerance CENT = Tolerance.of(new BigDecimal("0.01"));
    private static final RuleSettings OF_ALL = new RuleSettings(null, RulePhase.DURING, null, true, null);

    private final ShopPipeline shop = new ShopPipeline();

    /** Payments of acme: 10.00 and -2.50 by Ann, 7.25 by Bob; the target holds 17.25 for the last one. */
    @BeforeAll
    void seed() {
        ShopData.seed(shop);
        shop.cluster.execute(
                shop.targetName,
                "UPDATE shop.payment SET amount = 17.25 WHERE payment_id = 3",
                "UPDATE shop.payment SET reference = 'r' WHERE payment_id IN (1, 2)");
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private static Rule rule(String table, Rule.Check check, RuleSettings settings) {
        return new Rule("r", "r.yaml", "d", table, true, Severity.HIGH, check, settings);
    }

    private static Rule payments(Rule.Check check) {
        return rule("shop.payment", check, RuleSettings.DEFAULT);
    }

    private static Expression same(String sql) {
        return Expression.same(sql);
    }

    private List<String> subjects(Rule rule, TenantId tenant) {
        assertThat(shop.lint(rule)).isEmpty();
        RuleOutcome outcome = shop.evaluate(rule, tenant);
        return outcome instanceof RuleOutcome.Violated violated
                ? violated.findings().stream().map(Finding::subject).toList()
                : outcome instanceof RuleOutcome.Agreed agreed
                        ? List.of("Agreed[groups=" + agreed.groups() + "]")
                        : List.of(outcome.toString());
    }

    private String refusal(Rule rule) {
        List<String> problems = shop.lint(rule);
        assertThat(problems).hasSize(1);
        RuleOutcome outcome = shop.evaluate(rule, ACME);
        assertThat(outcome).isInstanceOf(RuleOutcome.Unverifiable.class);
        return problems.get(0);
    }

    @Test
    void rowsAreCountedInAllOrInEachGroupOfTheRowsThatCount() {
        assertThat(subjects(payments(new ShortKind.RowCount(List.of(), Tolerance.NONE, Expression.NONE)), ACME))
                .containsExactly("Agreed[groups=1]");
        assertThat(subjects(
                        payments(new ShortKind.RowCount(
                                List.of("client_id"), Tolerance.NONE, same("amount > 10 -- large"))),
                        ACME))
                .containsExactly("r/client_id=" + BOB);
        assertThat(subjects(payments(new ShortKind.RowCount(List.of(), Tolerance.NONE, same("amount > 10"))), ACME))
                .containsExactly("r/all rows");
    }

    /** The source's sum is 14.75, the target's 24.75. */
    @Test
    void sumsMayDifferByTheLargerPartOfTheirTolerance() {
        assertThat(subjects(payments(sum("9.99", "67")), ACME)).containsExactly("r/all rows");
        assertThat(subjects(payments(sum("10", "0")), ACME)).containsExactly("Agreed[groups=1]");
        assertThat(subjects(payments(sum("0", "67.8")), ACME)).containsExactly("Agreed[groups=1]");
        assertThat(subjects(payments(sum("0", "67.7")), ACME)).containsExactly("r/all rows");
    }

    private static ShortKind.Sum sum(String absolute, String percent) {
        Tolerance tolerance = new Tolerance(new BigDecimal(absolute), new BigDecimal(percent));
        return new ShortKind.Sum(List.of(), Map.of("amount", tolerance), Expression.NONE);
    }

    @Test
    void aggregatesAreInTheTargetsNamesOrInTheSqlOfEachSide() {
        assertThat(subjects(
                        payments(new ShortKind.Aggregates(
                                List.of("kind", "currency"),
                                Map.of(
                                        "payers", new Aggregate(same("count(DISTINCT client_id)"), Tolerance.NONE),
                                        "lowest", new Aggregate(same("min(amount)"), CENT)),
                                Expression.NONE)),
                        ACME))
                .containsExactly("Agreed[groups=1]");
        RuleOutcome outcome = shop.evaluate(
                payments(new ShortKind.Aggregates(
                        List.of(),
                        Map.of(
                                "highest",
                                new Aggregate(new Expression("max(amount) * 2", "2 * max(amount)"), Tolerance.NONE)),
                        new Expression("amount < 1000", "amount < 2000"))),
                ACME);
        assertThat(((RuleOutcome.Violated) outcome).findings())
                .extracting(found ->
                        ((Finding.RuleViolation) found).source() + " " + ((Finding.RuleViolation) found).target())
                .containsExactly("highest=20.00 highest=34.50");
    }

    @Test
    void nullsAreListedByKeyOrCountedAgainstALimit() {
        assertThat(subjects(payments(nulls(Limit.ZERO)), ACME)).containsExactly("r/payment_id=3");
        assertThat(subjects(payments(nulls(new Limit(BigDecimal.ONE, false))), ACME))
                .containsExactly("Agreed[groups=0]");
        assertThat(subjects(payments(nulls(new Limit(new BigDecimal("33.4"), true))), ACME))
                .containsExactly("Agreed[groups=0]");
        assertThat(subjects(payments(nulls(new Limit(new BigDecimal("33.3"), true))), ACME))
                .containsExactly("r/column=reference");
    }

    private static ShortKind.Nulls nulls(Limit atMost) {
        return new ShortKind.Nulls(List.of("reference"), atMost, Expression.NONE);
    }

    @Test
    void duplicatesHaveNoNull() {
        assertThat(subjects(payments(new ShortKind.Duplicates(List.of("client_id"), Expression.NONE)), ACME))
                .containsExactly("r/client_id=" + ANN);
        assertThat(subjects(payments(new ShortKind.Duplicates(List.of("reference", "kind"), Expression.NONE)), GLOBEX))
                .containsExactly("Agreed[groups=0]");
        assertThat(subjects(payments(new ShortKind.Duplicates(List.of("order_no"), Expression.NONE)), ACME))
                .containsExactly("Agreed[groups=0]");
    }

    @Test
    void rowsThatReferToNothingAreReferentialViolations() {
        ShortKind.Reference none =
                new ShortKind.Reference(List.of("kind"), "shop.client", List.of("name"), same("payment_id < 3"));
        RuleOutcome outcome = shop.evaluate(payments(none), ACME);

        assertThat(subjects(payments(none), ACME))
                .containsExactlyInAnyOrder("r/payment_id=1, kind=charge", "r/payment_id=2, kind=charge");
        assertThat(((RuleOutcome.Violated) outcome).findings())
                .allMatch(found -> found.type() == DiscrepancyType.REFERENTIAL_VIOLATION);
        assertThat(subjects(
                        payments(new ShortKind.Reference(
                                List.of("order_no"), "shop.sales_order", List.of("order_no"), Expression.NONE)),
                        ACME))
                .as("all are NULL")
                .containsExactly("Agreed[groups=0]");
        assertThat(subjects(
                        payments(new ShortKind.Reference(
                                List.of("currency"), "shop.currency", List.of("iso_code"), Expression.NONE)),
                        ACME))
                .as("a parent without tenants")
                .containsExactly("Agreed[groups=0]");
    }

    @Test
    void timesAreInOrderAndNotInTheFuture() {
        Rule inOrder = rule(
                "shop.client",
                new ShortKind.Times(
                        List.of("registered_at", "changed_at"), List.of("changed_at"), Duration.ZERO, Expression.NONE),
                RuleSettings.DEFAULT);

        assertThat(subjects(inOrder, ACME)).containsExactly("Agreed[groups=0]");
        shop.cluster.execute(
                shop.targetName,
                "UPDATE shop.client SET registered_at = changed_at + interval '61 seconds' WHERE client_id = '" + ANN
                        + "'",
                "UPDATE shop.client SET changed_at = now() + interval '1 hour' WHERE client_id = '" + BOB + "'");
        try {
            assertThat(subjects(inOrder, ACME)).containsExactlyInAnyOrder("r/client_id=" + ANN, "r/client_id=" + BOB);
            ShortKind.Times times = (ShortKind.Times) inOrder.check();
            assertThat(subjects(
                            rule(
                                    "shop.client",
                                    new ShortKind.Times(
                                            times.order(), times.notFuture(), Duration.ofSeconds(61), Expression.NONE),
                                    RuleSettings.DEFAULT),
                            ACME))
                    .containsExactly("r/client_id=" + BOB);
        } finally {
            shop.cluster.execute(
                    shop.targetName,
                    "UPDATE shop.client SET registered_at = '2026-03-01 10:00:00Z', changed_at = '2026-03-01 10:00:00Z'");
        }
    }

    @Test
    void aRuleOfTheSourceReadsNoTarget() {
        Rule negative = payments(new Rule.ExpectEmpty(
                Side.SOURCE,
                "SELECT id, amount FROM transactions WHERE tenant_id = :tenant AND amount < 0",
                List.of("id"),
                DiscrepancyType.RULE_VIOLATION));

        assertThat(negative.readsSourceOnly()).isTrue();
        assertThat(subjects(negative, ACME)).containsExactly("r/id=2");
        Finding.RuleViolation found = (Finding.RuleViolation) ((RuleOutcome.Violated) shop.evaluate(negative, ACME))
                .findings()
                .get(0);
        assertThat(found.source()).isEqualTo("id=2, amount=-2.50");
        assertThat(found.target()).isEqualTo("not read");
    }

    @Test
    void withoutTenantARuleSeesAllTenantsRowsInOneEvaluation() {
        ShortKind.RowCount byTenant = new ShortKind.RowCount(List.of("tenant"), Tolerance.NONE, Expression.NONE);
        Rule ofAll = rule("shop.payment", byTenant, OF_ALL);

        assertThat(payments(byTenant).perTenant(shop.tables)).isTrue();
        assertThat(ofAll.perTenant(shop.tables)).isFalse();
        assertThat(subjects(ofAll, TenantId.NONE)).containsExactly("Agreed[groups=2]");
        assertThat(subjects(payments(byTenant), GLOBEX)).containsExactly("Agreed[groups=1]");
        Rule written = rule(
                "shop.payment",
                new Rule.ExpectEmpty(
                        Side.TARGET, "SELECT tenant FROM payment", List.of("tenant"), DiscrepancyType.RULE_VIOLATION),
                OF_ALL);
        assertThat(subjects(written, TenantId.NONE)).containsExactlyInAnyOrder("r/tenant=acme", "r/tenant=globex");
        Rule both = rule(
                "shop.payment",
                new Rule.ExpectEmpty(
                        Side.TARGET,
                        "SELECT tenant FROM payment WHERE tenant = :tenant",
                        List.of("tenant"),
                        DiscrepancyType.RULE_VIOLATION),
                OF_ALL);
        assertThat(refusal(both)).contains("names :tenant", "tenant: none");
    }

    @Test
    void withoutTenantChangesInFlightOfEveryTenantAreSeenAsTheSourceHasThem() {
        Rule ofAll = rule(
                "shop.payment",
                new ShortKind.Sum(List.of("tenant"), Map.of("amount", Tolerance.NONE), same("payment_id <> 3")),
                OF_ALL);

        RuleOutcome outcome = shop.evaluate(
                ofAll,
                TenantId.NONE,
                () -> shop.replicate(
                        ShopData.keys("shop.payment", "1", "4"),
                        "UPDATE transactions SET amount = amount + 5 WHERE id IN (1, 4)"));

        assertThat(outcome).isEqualTo(new RuleOutcome.Agreed(2));
        shop.replicate(
                Map.of("shop.payment", List.of(RowKey.of("1"), RowKey.of("4"))),
                "UPDATE transactions SET amount = amount - 5 WHERE id IN (1, 4)");
    }

    @Test
    void aTableWithoutTenantsIsEvaluatedOnce() {
        Rule currencies = rule(
                "shop.currency",
                new ShortKind.RowCount(List.of("archived"), Tolerance.NONE, Expression.NONE),
                RuleSettings.DEFAULT);

        assertThat(currencies.perTenant(shop.tables)).isFalse();
        assertThat(subjects(currencies, TenantId.NONE)).containsExactly("Agreed[groups=1]");
    }

    @Test
    void aColumnThatTheMappingTransformsIsRefusedOnTheSource() {
        assertThat(refusal(rule(
                        "shop.sales_order",
                        new ShortKind.RowCount(List.of("state"), Tolerance.NONE, Expression.NONE),
                        RuleSettings.DEFAULT)))
                .contains("column state of shop.sales_order", "transforms it", "kind query");
        assertThat(refusal(rule(
                        "shop.sales_order",
                        new ShortKind.RowCount(List.of(), Tolerance.NONE, same("State = 'NEW' AND note <> 'state'")),
                        RuleSettings.DEFAULT)))
                .contains("column state of shop.sales_order");
        assertThat(refusal(rule(
                        "shop.sales_order",
                        new ShortKind.RowCount(List.of("migrated_from"), Tolerance.NONE, Expression.NONE),
                        RuleSettings.DEFAULT)))
                .contains("column migrated_from of shop.sales_order");
        assertThat(subjects(
                        rule(
                                "shop.sales_order",
                                new ShortKind.RowCount(List.of(), Tolerance.NONE, same("currency <> 'state'")),
                                RuleSettings.DEFAULT),
                        ACME))
                .as("a word of a text")
                .containsExactly("Agreed[groups=1]");
    }

    @Test
    void whatDoesNotFitTheTableIsToldWithItsFix() {
        assertThat(refusal(payments(new ShortKind.RowCount(List.of("curency"), Tolerance.NONE, Expression.NONE))))
                .contains("shop.payment has no mapped column curency", "did you mean currency?");
        assertThat(refusal(rule(
                        "shop.paymnt",
                        new ShortKind.RowCount(List.of(), Tolerance.NONE, Expression.NONE),
                        RuleSettings.DEFAULT)))
                .contains("shop.paymnt is not mapped", "did you mean shop.payment?");
        assertThat(refusal(payments(
                        new ShortKind.Reference(List.of("kind"), "shop.clint", List.of("name"), Expression.NONE))))
                .contains("shop.clint is not mapped");
        assertThat(refusal(payments(new ShortKind.Sum(List.of(), Map.of("kind", Tolerance.NONE), Expression.NONE))))
                .contains("column kind is no number");
        assertThat(refusal(rule(
                        "shop.product",
                        new ShortKind.Sum(List.of(), Map.of("weight", Tolerance.NONE), Expression.NONE),
                        RuleSettings.DEFAULT)))
                .contains("floating-point", "give it a tolerance");
        assertThat(refusal(payments(new ShortKind.Times(List.of(), List.of("kind"), Duration.ZERO, Expression.NONE))))
                .contains("column kind is no date or time");
        assertThat(refusal(payments(new ShortKind.Nulls(
                        List.of("reference"), Limit.ZERO, same("amount > (SELECT max(relpages) FROM pg_class)")))))
                .contains("pg_catalog.pg_class", "no mapped table");
    }

    private static String numbered(String text) {
        return IntStream.range(0, 24).mapToObj(text::formatted).collect(Collectors.joining(", "));
    }

    @Test
    void aQueryIsEndedByTheServerAtItsTimeoutAndTheOthersAreEvaluated() {
        String slow = "SELECT count(*) AS id FROM %s WHERE md5(concat(%s)) = 'x' AND :tenant = :tenant"
                .formatted(numbered("payment p%d"), numbered("p%d.amount"));
        RuleSettings short_ = new RuleSettings(null, RulePhase.DURING, null, false, Duration.ofMillis(200));
        Rule late = rule(
                "shop.payment",
                new Rule.ExpectEmpty(Side.TARGET, slow, List.of("id"), DiscrepancyType.RULE_VIOLATION),
                short_);
        Rule fine = payments(new ShortKind.RowCount(List.of(), Tolerance.NONE, Expression.NONE));
        try (var window = shop.window(() -> {})) {
            assertThat(shop.evaluate(late, ACME, window, RuleLimits.DEFAULT).toString())
                    .contains("takes longer in the target than its timeout");
            assertThat(shop.evaluate(fine, ACME, window, RuleLimits.DEFAULT)).isInstanceOf(RuleOutcome.Agreed.class);
        }
    }
}
