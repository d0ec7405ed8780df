package dev.reconciler.app.demo.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScorecardTest {
    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final RowKey KEY = RowKey.of("17");

    private final Scorecard scorecard = new Scorecard(Duration.ofSeconds(2));

    @Test
    void correctedDriftPasses() {
        Score score = score(
                List.of(drift(DriftKind.MISSING_ROW)),
                List.of(found(DiscrepancyType.MISSING_IN_TARGET, 4, Outcome.CORRECTED)));

        assertThat(score.passed()).isTrue();
        assertThat(score.detected()).isEqualTo(1);
        assertThat(score.withOutcome(Outcome.CORRECTED)).isEqualTo(1);
        assertThat(score.worstSecondsToDetect()).isEqualTo(4.0);
    }

    @Test
    void queuedDriftPasses() {
        Score score = score(
                List.of(drift(DriftKind.EXTRA_ROW)),
                List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 4, Outcome.QUEUED)));

        assertThat(score.passed()).isTrue();
        assertThat(score.withOutcome(Outcome.QUEUED)).isEqualTo(1);
    }

    @Test
    void driftThatNobodySawFails() {
        Score score = score(List.of(drift(DriftKind.CHANGED_FIELD)), List.of());

        assertThat(score.passed()).isFalse();
        assertThat(score.drifts()).singleElement().satisfies(d -> {
            assertThat(d.outcome()).isEqualTo(Outcome.MISSED);
            assertThat(d.detectedAt()).isNull();
        });
        assertThat(score.worstSecondsToDetect()).isZero();
    }

    @Test
    void driftThatWasOnlyReportedFails() {
        Score score = score(
                List.of(drift(DriftKind.CHANGED_FIELD)),
                List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, Outcome.REPORTED)));

        assertThat(score.passed()).isFalse();
        assertThat(score.detected()).isEqualTo(1);
    }

    @Test
    void coldDriftCannotHeal() {
        Score score = score(
                List.of(drift(DriftKind.CHANGED_FIELD)),
                List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, Outcome.HEALED)));

        assertThat(score.passed()).isFalse();
    }

    @Test
    void hotDriftMayHealUnseenButNotStayUnseen() {
        Injected hot = drift(DriftKind.CHANGED_FIELD, true);

        Score healed = score(List.of(hot), List.of());
        Score stays = scorecard.score(1, List.of(hot), List.of(), List.of(), List.of(difference()));

        assertThat(healed.passed()).isTrue();
        assertThat(healed.withOutcome(Outcome.HEALED)).isEqualTo(1);
        assertThat(stays.passed()).isFalse();
        assertThat(stays.withOutcome(Outcome.MISSED)).isEqualTo(1);
    }

    @Test
    void nothingInjectedProvesNothing() {
        assertThat(score(List.of(), List.of()).passed()).isFalse();
    }

    @Test
    void earliestSightAndBestOutcomeCount() {
        Score score = score(
                List.of(drift(DriftKind.ORPHAN)),
                List.of(
                        found(DiscrepancyType.REFERENTIAL_VIOLATION, 9, Outcome.REPORTED),
                        found(DiscrepancyType.EXTRA_IN_TARGET, 5, Outcome.QUEUED)));

        assertThat(score.drifts()).singleElement().satisfies(d -> {
            assertThat(d.detectedAt()).isEqualTo(START.plusSeconds(5));
            assertThat(d.outcome()).isEqualTo(Outcome.QUEUED);
        });
        assertThat(score.falseAlarms()).isEmpty();
    }

    @Test
    void findingMustAgreeInTypeTableTenantAndKey() {
        Observed right = found(DiscrepancyType.TENANT_CONFLICT, 4, Outcome.QUEUED);
        List<Observed> wrong = List.of(
                found(DiscrepancyType.EXTRA_IN_TARGET, 4, Outcome.QUEUED),
                new Observed(
                        "shop.client",
                        ACME,
                        right.subject(),
                        right.type(),
                        right.cause(),
                        right.detectedAt(),
                        Outcome.QUEUED),
                new Observed(
                        "shop.payment",
                        GLOBEX,
                        right.subject(),
                        right.type(),
                        right.cause(),
                        right.detectedAt(),
                        Outcome.QUEUED),
                new Observed(
                        "shop.payment", ACME, "2:18", right.type(), right.cause(), right.detectedAt(), Outcome.QUEUED));
        for (Observed o : wrong) {
            Score score = score(List.of(drift(DriftKind.WRONG_TENANT)), List.of(o));
            assertThat(score.detected()).as(o.toString()).isZero();
            assertThat(score.falseAlarms()).containsExactly(o);
        }
        assertThat(score(List.of(drift(DriftKind.WRONG_TENANT)), List.of(right)).passed())
                .isTrue();
    }

    @Test
    void alarmBeforeTheInjectionIsFalse() {
        Observed early = found(DiscrepancyType.MISSING_IN_TARGET, -1, Outcome.CORRECTED);

        Score score = score(List.of(drift(DriftKind.MISSING_ROW)), List.of(early));

        assertThat(score.detected()).isZero();
        assertThat(score.falseAlarms()).containsExactly(early);
    }

    @Test
    void countMismatchIsExplainedByARowTooManyOrTooFew() {
        Observed count = observed("shop.payment", ACME, "", DiscrepancyType.COUNT_MISMATCH, 3);

        assertThat(falseAlarms(DriftKind.MISSING_ROW, count)).isEmpty();
        assertThat(falseAlarms(DriftKind.ORPHAN, count)).isEmpty();
        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, count)).containsExactly(count);
    }

    @Test
    void countMismatchOfAnotherTableTenantOrTimeIsFalse() {
        Observed table = observed("shop.client", ACME, "", DiscrepancyType.COUNT_MISMATCH, 3);
        Observed tenant = observed("shop.payment", GLOBEX, "", DiscrepancyType.COUNT_MISMATCH, 3);
        Observed early = observed("shop.payment", ACME, "", DiscrepancyType.COUNT_MISMATCH, -1);

        for (Observed o : List.of(table, tenant, early)) {
            assertThat(falseAlarms(DriftKind.EXTRA_ROW, o)).containsExactly(o);
        }
    }

    @Test
    void wrongTenantExplainsTheCountsOfBothTenants() {
        Observed there = observed("shop.payment", GLOBEX, "", DiscrepancyType.COUNT_MISMATCH, 3);
        Observed elsewhere = observed("shop.payment", new TenantId("initech"), "", DiscrepancyType.COUNT_MISMATCH, 3);

        assertThat(falseAlarms(DriftKind.WRONG_TENANT, there)).isEmpty();
        assertThat(falseAlarms(DriftKind.WRONG_TENANT, elsewhere)).containsExactly(elsewhere);
    }

    @Test
    void correctedDriftExplainsNothingThatIsRecordedLater() {
        Observed soon = observed("shop.payment", ACME, "", DiscrepancyType.COUNT_MISMATCH, 12);
        Observed late = observed("shop.payment", ACME, "", DiscrepancyType.COUNT_MISMATCH, 13);
        var correction = new Scorecard.Correction(difference(), START.plusSeconds(10));

        Score score = scorecard.score(
                1, List.of(drift(DriftKind.EXTRA_ROW)), List.of(soon, late), List.of(correction), List.of());

        assertThat(score.falseAlarms()).containsExactly(late);
    }

    @Test
    void ruleViolationNeedsEveryValueOfItsGroup() {
        Observed touched = rule("shop.client", "balance/client_id=c1");
        Observed both = rule("shop.payment", "daily/day=2026-05-04, currency=EUR");
        Observed otherDay = rule("shop.payment", "daily/day=2026-05-03, currency=EUR");
        Observed otherTable = rule("shop.product", "stock/currency=EUR");

        for (Observed o : List.of(touched, both)) {
            assertThat(falseAlarms(DriftKind.CHANGED_FIELD, o)).isEmpty();
        }
        for (Observed o : List.of(otherDay, otherTable)) {
            assertThat(falseAlarms(DriftKind.CHANGED_FIELD, o)).containsExactly(o);
        }
    }

    @Test
    void twoDriftsTogetherDontExplainAGroup() {
        Observed group = rule("shop.payment", "daily/day=2026-05-04, currency=USD");
        Injected dollars = new Injected(
                DriftKind.CHANGED_FIELD,
                "shop.payment",
                ACME,
                RowKey.of("18"),
                START,
                new Injected.Reach(Set.of("shop.payment"), Set.of(ACME), Set.of("2026-05-05", "USD")),
                false);

        assertThat(score(List.of(drift(DriftKind.CHANGED_FIELD), dollars), List.of(group))
                        .falseAlarms())
                .containsExactly(group);
    }

    @Test
    void orphanIsExplainedByItselfOrByTheRowThatItNamesAndLost() {
        Observed itself = orphan("shop.payment", "payments/payment_id=17, client_id=c1");
        Observed child = orphan("shop.refund", "refunds/refund_id=4, payment_id=17");
        Observed stranger = orphan("shop.refund", "refunds/refund_id=4, payment_id=18");

        assertThat(falseAlarms(DriftKind.ORPHAN, itself)).isEmpty();
        assertThat(falseAlarms(DriftKind.MISSING_ROW, child)).isEmpty();
        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, child)).containsExactly(child);
        assertThat(falseAlarms(DriftKind.MISSING_ROW, stranger)).containsExactly(stranger);
    }

    @Test
    void groupOfARowThatIsGoneMayNameWhatRefersToIt() {
        Observed group = rule("shop.client", "balance/payment=17, currency=JPY");

        assertThat(falseAlarms(DriftKind.WRONG_TENANT, group)).isEmpty();
        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, group)).containsExactly(group);
    }

    @Test
    void groupOfTheChangedRowMayNameWhatRefersToIt() {
        Observed own = rule("shop.payment", "fees/payment=17, currency=JPY");
        Observed stranger = rule("shop.payment", "fees/payment=18, currency=JPY");
        Observed otherTable = rule("shop.client", "balance/payment=17, currency=JPY");

        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, own)).isEmpty();
        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, stranger)).containsExactly(stranger);
        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, otherTable)).containsExactly(otherTable);
    }

    @Test
    void nothingExplainsAFailureToApply() {
        Observed failure = found(DiscrepancyType.APPLY_FAILURE, 4, Outcome.QUEUED);

        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, failure)).containsExactly(failure);
    }

    @Test
    void rowsAreLostUnlessTheirDriftIsStillOpen() {
        RowDifference other = new RowDifference("shop.payment", RowKey.of("99"));
        List<RowDifference> differences = List.of(difference(), other);
        List<Injected> drift = List.of(drift(DriftKind.EXTRA_ROW));

        Score queued = scorecard.score(
                1, drift, List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 1, Outcome.QUEUED)), List.of(), differences);
        Score corrected = scorecard.score(
                1,
                drift,
                List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 1, Outcome.CORRECTED)),
                List.of(),
                differences);

        assertThat(queued.lost()).containsExactly(other);
        assertThat(corrected.lost()).containsExactlyElementsOf(differences);
        assertThat(queued.passed()).isFalse();
    }

    @Test
    void statesOfADiscrepancyHaveOutcomes() {
        assertThat(Outcome.of(DiscrepancyState.AUTO_CORRECTED)).isEqualTo(Outcome.CORRECTED);
        assertThat(Outcome.of(DiscrepancyState.IN_REVIEW)).isEqualTo(Outcome.QUEUED);
        assertThat(Outcome.of(DiscrepancyState.OPEN)).isEqualTo(Outcome.REPORTED);
        assertThat(Outcome.of(DiscrepancyState.HEALED)).isEqualTo(Outcome.HEALED);
    }

    @Test
    void jsonHasTheContractsNames() throws Exception {
        JsonNode json = new ObjectMapper().readTree(ScoreJson.render(mixed()));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "seed",
                        "injected",
                        "detected",
                        "corrected",
                        "queued",
                        "falseAlarms",
                        "rowsLost",
                        "worstSecondsToDetect",
                        "inFlight",
                        "drifts",
                        "alarms",
                        "lost");
        assertThat(json.get("inFlight").isNull()).isTrue();
        assertThat(json.get("seed").asLong()).isEqualTo(42);
        assertThat(json.get("injected").asInt()).isEqualTo(2);
        assertThat(json.get("detected").asInt()).isEqualTo(1);
        assertThat(json.get("falseAlarms").asInt()).isEqualTo(1);
        assertThat(json.get("rowsLost").asInt()).isEqualTo(1);
        assertThat(json.get("worstSecondsToDetect").asDouble()).isEqualTo(2.5);
        assertThat(json.get("alarms").get(0).toString()).isEqualTo("""
                        {"table":"shop.client","tenant":"acme","subject":"","type":"COUNT_MISMATCH",\
                        "detectedAt":"2026-05-04T10:00:01Z","cause":"UNKNOWN","outcome":"reported"}""");
        assertThat(json.get("lost").toString()).isEqualTo("[{\"table\":\"shop.payment\",\"key\":\"99\"}]");
        assertThat(json.get("drifts").get(0).toString()).isEqualTo("""
                        {"table":"shop.payment","tenant":"acme","key":"17","type":"MISSING_IN_TARGET",\
                        "injectedAt":"2026-05-04T10:00:00Z","detectedAt":"2026-05-04T10:00:02.500Z",\
                        "cause":"ROGUE_WRITE","outcome":"corrected"}""");
        assertThat(json.get("drifts").get(1).get("tenant").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("detectedAt").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("cause").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("outcome").asText()).isEqualTo("missed");
    }

    @Test
    void tableNamesWhatIsWrong() {
        assertThat(ScoreTable.render(mixed()))
                .containsPattern("missing row +1 +1 +1 +0 +2\\.5")
                .containsPattern("changed field +1 +0 +0 +0 +-")
                .containsPattern("all +2 +1 +1 +0 +2\\.5")
                .contains("false alarms: 1, rows lost: 1, seed: 42")
                .contains("not dealt with: changed field EUR of shop.currency, tenant -: missed")
                .contains("false alarm: COUNT_MISMATCH")
                .contains("row lost: 99 of shop.payment")
                .contains("FAILED");
    }

    @Test
    void whatIsLeftInFlightFails() {
        Score found = score(
                List.of(drift(DriftKind.LOST_UPDATE)),
                List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, Outcome.CORRECTED)));
        Score settled = found.with(new InFlightFigures(7, Duration.ofMillis(2_250), 0));
        Score unsettled = found.with(new InFlightFigures(7, Duration.ofMillis(2_250), 1));

        assertThat(settled.passed()).isTrue();
        assertThat(unsettled.passed()).isFalse();
        assertThat(ScoreJson.render(settled).replaceAll("\\s+", ""))
                .contains("\"inFlight\":{\"most\":7,\"oldestSeconds\":2.25,\"left\":0}");
        assertThat(ScoreTable.render(unsettled))
                .contains("at most 7 rows at a time, for at most 2.3 s; left at the end: 1")
                .contains("FAILED");
    }

    private static Score mixed() {
        Injected currency = new Injected(
                DriftKind.CHANGED_FIELD,
                "shop.currency",
                TenantId.NONE,
                RowKey.of("EUR"),
                START,
                new Injected.Reach(Set.of("shop.currency"), Set.of(TenantId.NONE), Set.of("EUR")),
                false);
        return new Score(
                42,
                List.of(
                        new ScoredDrift(
                                drift(DriftKind.MISSING_ROW),
                                START.plusMillis(2_500),
                                Cause.ROGUE_WRITE,
                                Outcome.CORRECTED),
                        new ScoredDrift(currency, null, null, Outcome.MISSED)),
                List.of(observed("shop.client", ACME, "", DiscrepancyType.COUNT_MISMATCH, 1)),
                List.of(new RowDifference("shop.payment", RowKey.of("99"))));
    }

    private Score score(List<Injected> injected, List<Observed> observed) {
        return scorecard.score(1, injected, observed, List.of(), List.of());
    }

    private List<Observed> falseAlarms(DriftKind kind, Observed observed) {
        return score(List.of(drift(kind)), List.of(observed)).falseAlarms();
    }

    private static Injected drift(DriftKind kind) {
        return drift(kind, false);
    }

    private static Injected drift(DriftKind kind, boolean hot) {
        Set<TenantId> tenants = kind == DriftKind.WRONG_TENANT ? Set.of(ACME, GLOBEX) : Set.of(ACME);
        var reach = new Injected.Reach(
                Set.of("shop.payment", "shop.client"), tenants, Set.of("17", "acme", "c1", "2026-05-04", "EUR"));
        return new Injected(kind, "shop.payment", ACME, KEY, START, reach, hot);
    }

    private static RowDifference difference() {
        return new RowDifference("shop.payment", KEY);
    }

    private static Observed found(DiscrepancyType type, int second, Outcome outcome) {
        return new Observed(
                "shop.payment", ACME, KEY.encoded(), type, Cause.UNKNOWN, START.plusSeconds(second), outcome);
    }

    private static Observed rule(String table, String subject) {
        return observed(table, ACME, subject, DiscrepancyType.RULE_VIOLATION, 3);
    }

    private static Observed orphan(String table, String subject) {
        return observed(table, ACME, subject, DiscrepancyType.REFERENTIAL_VIOLATION, 3);
    }

    private static Observed observed(String table, TenantId tenant, String subject, DiscrepancyType type, int second) {
        return new Observed(table, tenant, subject, type, Cause.UNKNOWN, START.plusSeconds(second), Outcome.REPORTED);
    }
}
