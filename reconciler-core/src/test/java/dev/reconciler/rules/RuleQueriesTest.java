package dev.reconciler.rules;

import static dev.reconciler.rules.ShopData.ANN;
import static dev.reconciler.rules.ShopPipeline.ACME;
import static dev.reconciler.rules.ShopPipeline.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.verify.SnapshotPair;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permitted queries of a rule and the rows that they see, on the demo's schemas with data that no test changes. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleQueriesTest {
    private static final String PAYMENTS = "SELECT payment_id AS id, amount FROM payment WHERE tenant = :tenant";
    private static final String TRANSACTIONS = "SELECT id, amount FROM transactions WHERE tenant_id = :tenant";

    private final ShopPipeline shop = new ShopPipeline();

    @BeforeAll
    void seed() {
        ShopData.seed(shop);
        shop.cluster.execute(
                shop.targetName,
                "CREATE VIEW shop.all_payments AS SELECT * FROM shop.payment",
                "CREATE TABLE shop.stray (id bigint)",
                "CREATE FUNCTION shop.paid() RETURNS TABLE (id bigint) LANGUAGE sql STABLE AS"
                        + " 'SELECT payment_id FROM shop.payment'",
                "CREATE SEQUENCE shop.numbers",
                "CREATE FUNCTION shop.spy() RETURNS bigint LANGUAGE plpgsql STABLE AS"
                        + " 'BEGIN RETURN (SELECT count(*) FROM shop.payment); END'");
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private static Rule rule(Rule.Check check) {
        return new Rule("r", "r.yaml", "d", "shop.payment", true, Severity.HIGH, check);
    }

    private static Rule compare(String source, String target, String tolerance) {
        return rule(new Rule.Compare(
                source, target, List.of("id"), Map.of("amount", Tolerance.of(new BigDecimal(tolerance)))));
    }

    private static Rule none(String target) {
        return rule(new Rule.ExpectEmpty(Side.TARGET, target, List.of("id"), DiscrepancyType.RULE_VIOLATION));
    }

    private String problem(Rule rule) {
        List<String> problems = shop.lint(rule);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static List<String> subjects(RuleOutcome outcome) {
        return outcome instanceof RuleOutcome.Violated violated
                ? violated.findings().stream().map(Finding::subject).toList()
                : outcome instanceof RuleOutcome.Agreed agreed
                        ? List.of("Agreed[groups=" + agreed.groups() + "]")
                        : List.of(outcome.toString());
    }

    @Test
    void aQueryThatForgetsTheTenantStillSeesNoOtherTenantsRows() {
        Rule everything = none("SELECT payment_id AS id FROM payment WHERE :tenant = :tenant");

        assertThat(subjects(shop.evaluate(everything, ACME))).containsExactly("r/id=1", "r/id=2", "r/id=3");
        assertThat(subjects(shop.evaluate(everything, GLOBEX))).containsExactly("r/id=4");
        assertThat(subjects(shop.evaluate(everything, new TenantId("x' OR 'a' = 'a"))))
                .containsExactly("Agreed[groups=0]");

        Rule total = compare(
                "SELECT 1 AS id, sum(amount) AS amount FROM transactions WHERE :tenant = :tenant",
                "SELECT 1 AS id, 0.00 AS amount FROM payment WHERE :tenant = :tenant LIMIT 1",
                "0");
        assertThat(((Finding.RuleViolation) ((RuleOutcome.Violated) shop.evaluate(total, GLOBEX))
                                .findings()
                                .get(0))
                        .source())
                .isEqualTo("amount=100.00");
    }

    @Test
    void aQueryWithTenantsButWithoutPlaceholderIsRefused() {
        Rule rule = none("SELECT payment_id AS id FROM payment -- :tenant");

        assertThat(problem(rule)).contains("restrict them by :tenant");
        assertThat(shop.evaluate(rule, ACME)).isInstanceOf(RuleOutcome.Unverifiable.class);
    }

    @Test
    void aTableWithoutTenantsNeedsNoPlaceholder() {
        Rule rule = rule(new Rule.Compare(
                "SELECT code AS id, usd_rate AS amount FROM currencies",
                "SELECT iso_code AS id, usd_rate AS amount FROM currency",
                List.of("id"),
                Map.of("amount", Tolerance.NONE)));

        assertThat(shop.lint(rule)).isEmpty();
        assertThat(rule.perTenant(shop.tables)).isFalse();
        assertThat(shop.evaluate(rule, TenantId.NONE)).isEqualTo(new RuleOutcome.Agreed(2));
    }

    @Test
    void whatReachesATableBesideTheOverlayIsRefused() {
        String condition = " WHERE :tenant = 'acme' AND EXISTS (SELECT FROM payment)";

        assertThat(problem(none("SELECT payment_id AS id FROM shop.payment" + condition)))
                .contains("reads shop.payment by its qualified name or through a view")
                .contains("write payment without schema");
        assertThat(problem(none("SELECT payment_id AS id FROM shop.all_payments" + condition)))
                .contains("shop.payment");
        assertThat(problem(none("SELECT id FROM shop.paid()" + condition)))
                .contains("calls function paid", "may read any table");
        assertThat(problem(none("SELECT id FROM shop.stray" + condition)))
                .contains("reads shop.stray, which is no mapped table");
        assertThat(problem(none("SELECT oid::text AS id FROM pg_class" + condition)))
                .contains("pg_catalog.pg_class");
        assertThat(shop.evaluate(none("SELECT payment_id AS id FROM shop.payment" + condition), ACME))
                .isInstanceOf(RuleOutcome.Unverifiable.class);
    }

    @Test
    void namesInCommentsStringsAndOwnTablesMeanWhatTheyMeanInSql() {
        Rule rule = none("""
            WITH payment AS (SELECT payment_id AS id, 'shop.client; :tenant ?' AS note FROM payment WHERE tenant = :tenant)
            SELECT id FROM payment -- ; :tenant
            WHERE id > 2 AND note LIKE '%;%' /* a ; /* nested */ ) */ AND $q$ ; $q$ <> '' AND E'\\';' <> ''\
            """);

        assertThat(shop.lint(rule)).isEmpty();
        assertThat(subjects(shop.evaluate(rule, ACME))).containsExactly("r/id=3");
    }

    @Test
    void jsonOperatorsWithQuestionMarksAreNotPlaceholders() {
        Rule rule = none(
                "SELECT client_id AS id FROM client WHERE tenant = :tenant AND profile ? 'a' AND email_address LIKE"
                        + " 'ann%'");

        assertThat(shop.lint(rule)).isEmpty();
        assertThat(subjects(shop.evaluate(rule, ACME))).containsExactly("r/id=" + ANN);
    }

    @Test
    void onlyOneReadingStatementIsAccepted() {
        assertThat(problem(none("SELECT 1 AS id FROM payment WHERE tenant = :tenant; DROP TABLE shop.payment")))
                .contains("semicolon");
        assertThat(problem(none("DELETE FROM payment WHERE tenant = :tenant RETURNING payment_id AS id")))
                .contains("no SELECT");
        assertThat(problem(none("SELECT id FROM payment WHERE tenant = :tenant) AS q, (SELECT 1")))
                .contains("parenthesis");
        assertThat(problem(none(
                        "WITH d AS (DELETE FROM payment WHERE tenant = :tenant RETURNING 1) SELECT 1 AS id FROM d")))
                .contains("refuses");
    }

    /** Each text hides the end of the query from one of the ways to read it: as the server, the driver and this product do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- \r) AS q; COMMIT; DELETE FROM shop.stray; SELECT * FROM (SELECT 1\n",
                "-- \r\n) AS q; COMMIT; DELETE FROM shop.stray; SELECT * FROM (SELECT 1\n",
                "/* /* */ */ ) AS q; COMMIT; DELETE FROM shop.stray; SELECT * FROM (SELECT 1",
                "AND 'a' <> E'a'\n'\\'' ) AS q; COMMIT; DELETE FROM shop.stray; SELECT ('",
                "AND 'a' <> E'a' -- c\n'\\'' ) AS q; COMMIT; DELETE FROM shop.stray; SELECT ('",
                "AND 'a' <> E'\\'' ) AS q; COMMIT; DELETE FROM shop.stray; SELECT ('",
                "AND 'a' <> $a$ $a$ ) AS q; COMMIT; DELETE FROM shop.stray; SELECT * FROM (SELECT $a$ $a$",
                "AND 1 <> 1$a$) AS q; COMMIT; DELETE FROM shop.stray; --$a$\n",
                "\u2028) AS q; COMMIT; DELETE FROM shop.stray; SELECT * FROM (SELECT 1",
                "AND U&'\\0041' <> ''; COMMIT; DELETE FROM shop.stray"
            })
    void noTextEndsTheTransactionAndGoesOn(String end) {
        shop.cluster.execute(shop.targetName, "DELETE FROM shop.stray", "INSERT INTO shop.stray VALUES (1)");
        Rule rule = none("SELECT payment_id AS id FROM payment WHERE tenant = :tenant " + end);

        assertThat(shop.lint(rule)).isNotEmpty();
        assertThat(shop.evaluate(rule, ACME)).isInstanceOf(RuleOutcome.Unverifiable.class);

        assertThat(shop.cluster.query(shop.targetName, "SELECT id FROM shop.stray"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_sleep(3600)",
                "\"pg_sleep\"(3600)",
                "pg_catalog.pg_sleep /* a comment */ (3600)",
                "PG_SLEEP(3600)",
                "pg_advisory_lock(1)",
                "pg_drop_replication_slot('x')",
                "pg_terminate_backend(1)",
                "pg_read_file('PG_VERSION')",
                "pg_switch_wal()",
                "set_config('default_transaction_read_only', 'off', false)",
                "nextval('shop.numbers')",
                "lo_create(0)",
                "query_to_xml('SELECT * FROM shop.payment', true, true, '')",
                "table_to_xml('shop.payment', true, true, '')",
                "shop.spy()",
                "E'a'\n'\\'' || pg_sleep(3600)::text || '"
            })
    void functionsThatWaitActOrReadByThemselvesAreRefusedBeforeTheServerRunsThem(String call) {
        Rule rule = none("SELECT payment_id AS id, " + call + " AS x FROM payment WHERE tenant = :tenant");

        assertThat(problem(rule)).containsAnyOf("calls function", "continued");
        assertThat(shop.evaluate(rule, ACME)).isInstanceOf(RuleOutcome.Unverifiable.class);
    }

    @Test
    void functionsOfTheRowsAloneAreAllowed() {
        Rule rule = none("""
            SELECT payment_id AS id, count(*) FILTER (WHERE amount > round(0.5, 1)) AS n FROM payment
            WHERE tenant = :tenant AND lower(coalesce(:tenant, '')) IN ('nobody') AND now() > to_timestamp(0)
            GROUP BY payment_id HAVING max(length(lpad('x', 3))) = 3\
            """);

        assertThat(shop.lint(rule)).isEmpty();
    }

    @Test
    void aRowThatIsTooLongForMemoryIsRefusedByTheServer() {
        Rule rule =
                none("SELECT payment_id AS id, repeat('x', 100 * (1000 + payment_id::int * 0)) AS x FROM payment WHERE"
                        + " tenant = :tenant");

        assertThat(shop.evaluate(rule, ACME).toString()).contains("a row of the result is longer than 65536 bytes");
    }

    @Test
    void aWrongNameIsToldWithTheOneProbablyMeant() {
        assertThat(problem(none("SELECT payment_id AS ident FROM payment WHERE tenant = :tenant")))
                .contains("no column id")
                .contains("its columns are ident");
        assertThat(problem(rule(new Rule.ExpectEmpty(
                        Side.TARGET, PAYMENTS, List.of("amonut"), DiscrepancyType.RULE_VIOLATION))))
                .contains("did you mean amount?");
        assertThat(problem(none("SELECT payment_idd AS id FROM payment WHERE tenant = :tenant")))
                .contains("payment_id");
        assertThat(problem(none("SELECT 1 AS id FROM paymnt WHERE :tenant = ''")))
                .contains("names no mapped table");
        assertThat(shop.lint(new Rule(
                        "r",
                        "r.yaml",
                        "d",
                        "shop.paymnt",
                        true,
                        Severity.LOW,
                        none(PAYMENTS).check())))
                .singleElement()
                .asString()
                .contains("did you mean shop.payment?");
    }

    @Test
    void typesThatWouldMakeEveryGroupDifferAreToldByLint() {
        assertThat(problem(compare(TRANSACTIONS, PAYMENTS.replace("payment_id AS id", "payment_id::text AS id"), "0")))
                .contains("column id is NUMBER on the source and TEXT on the target")
                .contains("cast one of them");
        assertThat(problem(compare(
                        TRANSACTIONS.replace("amount", "kind AS amount"),
                        PAYMENTS.replace("amount", "kind AS amount"),
                        "1")))
                .contains("amount is not a number");
    }

    @Test
    void numbersMayDifferByTheToleranceAndNotByTheLeastMore() {
        String more = PAYMENTS.replace("amount", "amount + 0.0050001 AS amount");

        assertThat(shop.evaluate(compare(TRANSACTIONS, more, "0.0050001"), ACME))
                .isEqualTo(new RuleOutcome.Agreed(3));
        assertThat(subjects(shop.evaluate(compare(TRANSACTIONS, more, "0.005"), ACME)))
                .hasSize(3);
        assertThat(shop.evaluate(
                        compare(TRANSACTIONS, PAYMENTS.replace("amount", "amount + 0.000 AS amount"), "0"), ACME))
                .isEqualTo(new RuleOutcome.Agreed(3));
        assertThat(shop.evaluate(
                        compare(TRANSACTIONS, PAYMENTS.replace("amount", "amount + 1e-30 AS amount"), "0"), ACME))
                .isInstanceOf(RuleOutcome.Violated.class);
    }

    @Test
    void aNullIsNotWithinAnyTolerance() {
        String nothing = PAYMENTS.replace("amount", "NULL::numeric AS amount");

        assertThat(subjects(shop.evaluate(compare(TRANSACTIONS, nothing, "1000000"), GLOBEX)))
                .containsExactly("r/id=4");
        assertThat(shop.evaluate(
                        compare(TRANSACTIONS.replace("amount", "NULL::numeric AS amount"), nothing, "0"), ACME))
                .isEqualTo(new RuleOutcome.Agreed(3));
    }

    @Test
    void twoRowsForOneGroupAreAnErrorOfTheRule() {
        String doubled = PAYMENTS.replace("payment_id AS id", "1.0 AS id");

        RuleOutcome outcome = shop.evaluate(compare(TRANSACTIONS.replace("id,", "1 AS id,"), doubled, "0"), ACME);

        assertThat(outcome).isInstanceOf(RuleOutcome.Unverifiable.class);
        assertThat(outcome.toString()).contains("more than one row for id=1").contains("group by the key columns");
    }

    @Test
    void aQueryThatFailsOnTheDataIsUnverifiableAndTheWindowGoesOn() {
        Rule failing = compare(TRANSACTIONS, PAYMENTS.replace("amount", "amount / 0 AS amount"), "0");
        try (var window = shop.window(() -> {});
                var snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            RuleEvaluation evaluation = new RuleEvaluation(
                    shop.tables,
                    TenantScope.all(),
                    window.lane().doubt(),
                    window.lane().target(),
                    snapshots,
                    RuleLimits.DEFAULT,
                    ShopPipeline.EVERY_ROW);

            assertThat(evaluation.evaluate(failing, ACME).toString()).contains("division by zero");
            assertThat(evaluation.evaluate(compare(TRANSACTIONS, PAYMENTS, "0"), ACME))
                    .isEqualTo(new RuleOutcome.Agreed(3));
        }
    }

    @Test
    void moreGroupsThanMemoryShouldHoldAreRefused() {
        RuleOutcome outcome =
                shop.evaluate(compare(TRANSACTIONS, PAYMENTS, "0"), ACME, () -> {}, new RuleLimits(10, 100, 2, 10));

        assertThat(outcome.toString()).contains("Unverifiable").contains("more than 2 rows");
    }
}
