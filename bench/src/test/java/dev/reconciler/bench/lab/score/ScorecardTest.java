package dev.reconciler.bench.lab.score;

import static dev.reconciler.bench.lab.score.Samples.ACME;
import static dev.reconciler.bench.lab.score.Samples.GLOBEX;
import static dev.reconciler.bench.lab.score.Samples.KEY;
import static dev.reconciler.bench.lab.score.Samples.START;
import static dev.reconciler.bench.lab.score.Samples.drift;
import static dev.reconciler.bench.lab.score.Samples.found;
import static dev.reconciler.bench.lab.score.Samples.observed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.bench.lab.drift.DriftKind;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ScorecardTest {
    private final Scorecard scorecard = new Scorecard(Duration.ofSeconds(2));

    @Test
    void correctedDriftPasses() {
        Score score = score(
                List.of(drift(DriftKind.MISSING_ROW)),
                List.of(found(DiscrepancyType.MISSING_IN_TARGET, 4, DriftOutcome.CORRECTED)));

        assertThat(score.passed()).isTrue();
        assertThat(score.detected()).isEqualTo(1);
        assertThat(score.withOutcome(DriftOutcome.CORRECTED)).isEqualTo(1);
        assertThat(score.worstSecondsToDetect()).isEqualTo(4.0);
    }

    @Test
    void queuedDriftPasses() {
        Score score = score(
                List.of(drift(DriftKind.EXTRA_ROW)),
                List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 4, DriftOutcome.QUEUED)));

        assertThat(score.passed()).isTrue();
        assertThat(score.withOutcome(DriftOutcome.QUEUED)).isEqualTo(1);
    }

    @Test
    void undetectedDriftFails() {
        Score score = score(List.of(drift(DriftKind.CHANGED_FIELD)), List.of());

        assertThat(score.passed()).isFalse();
        assertThat(score.drifts()).singleElement().satisfies(d -> {
            assertThat(d.outcome()).isEqualTo(DriftOutcome.MISSED);
            assertThat(d.detectedAt()).isNull();
        });
        assertThat(score.worstSecondsToDetect()).isZero();
    }

    @Test
    void driftThatWasOnlyReportedFails() {
        Score score = score(
                List.of(drift(DriftKind.CHANGED_FIELD)),
                List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, DriftOutcome.REPORTED)));

        assertThat(score.passed()).isFalse();
        assertThat(score.detected()).isEqualTo(1);
    }

    @Test
    void coldDriftCannotHeal() {
        Score score = score(
                List.of(drift(DriftKind.CHANGED_FIELD)),
                List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, DriftOutcome.HEALED)));

        assertThat(score.passed()).isFalse();
    }

    @Test
    void hotDriftMayHealUnseenButNotStayUnseen() {
        Injected hot = drift(DriftKind.CHANGED_FIELD, true);

        Score healed = score(List.of(hot), List.of());
        Score stays = scorecard.score(1, List.of(hot), List.of(), List.of(), List.of(difference()));

        assertThat(healed.passed()).isTrue();
        assertThat(healed.withOutcome(DriftOutcome.HEALED)).isEqualTo(1);
        assertThat(stays.passed()).isFalse();
        assertThat(stays.withOutcome(DriftOutcome.MISSED)).isEqualTo(1);
    }

    @Test
    void findingOfAHarmlessDriftIsAFalseAlarm() {
        List<Injected> doubled = List.of(drift(DriftKind.DOUBLED_WRITE));
        Score quiet = score(doubled, List.of());
        Score accused = score(doubled, List.of(found(DiscrepancyType.FIELD_MISMATCH, 4, DriftOutcome.CORRECTED)));
        Score differs = scorecard.score(1, doubled, List.of(), List.of(), List.of(difference()));

        assertThat(quiet.passed()).isTrue();
        assertThat(accused.falseAlarms()).hasSize(1);
        assertThat(accused.passed()).isFalse();
        assertThat(differs.passed()).isFalse();
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
                        found(DiscrepancyType.REFERENTIAL_VIOLATION, 9, DriftOutcome.REPORTED),
                        found(DiscrepancyType.EXTRA_IN_TARGET, 5, DriftOutcome.QUEUED)));

        assertThat(score.drifts()).singleElement().satisfies(d -> {
            assertThat(d.detectedAt()).isEqualTo(START.plusSeconds(5));
            assertThat(d.outcome()).isEqualTo(DriftOutcome.QUEUED);
        });
        assertThat(score.falseAlarms()).isEmpty();
    }

    @Test
    void findingMustAgreeInTypeTableTenantAndKey() {
        Observed right = found(DiscrepancyType.TENANT_CONFLICT, 4, DriftOutcome.QUEUED);
        List<Observed> wrong = List.of(
                found(DiscrepancyType.EXTRA_IN_TARGET, 4, DriftOutcome.QUEUED),
                new Observed(
                        "shop.client",
                        ACME,
                        right.subject(),
                        right.type(),
                        right.cause(),
                        right.detectedAt(),
                        DriftOutcome.QUEUED),
                new Observed(
                        "shop.payment",
                        GLOBEX,
                        right.subject(),
                        right.type(),
                        right.cause(),
                        right.detectedAt(),
                        DriftOutcome.QUEUED),
                new Observed(
                        "shop.payment",
                        ACME,
                        "2:18",
                        right.type(),
                        right.cause(),
                        right.detectedAt(),
                        DriftOutcome.QUEUED));
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
        Observed early = found(DiscrepancyType.MISSING_IN_TARGET, -1, DriftOutcome.CORRECTED);

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
        var correction = new Scorecard.CorrectedRow(difference(), START.plusSeconds(10));

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
        Observed failure = found(DiscrepancyType.APPLY_FAILURE, 4, DriftOutcome.QUEUED);

        assertThat(falseAlarms(DriftKind.CHANGED_FIELD, failure)).containsExactly(failure);
    }

    @Test
    void rowsAreLostUnlessTheirDriftIsStillOpen() {
        RowDifference other = new RowDifference("shop.payment", RowKey.of("99"));
        List<RowDifference> differences = List.of(difference(), other);
        List<Injected> drift = List.of(drift(DriftKind.EXTRA_ROW));

        Score queued = scorecard.score(
                1,
                drift,
                List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 1, DriftOutcome.QUEUED)),
                List.of(),
                differences);
        Score corrected = scorecard.score(
                1,
                drift,
                List.of(found(DiscrepancyType.EXTRA_IN_TARGET, 1, DriftOutcome.CORRECTED)),
                List.of(),
                differences);

        assertThat(queued.lost()).containsExactly(other);
        assertThat(corrected.lost()).containsExactlyElementsOf(differences);
        assertThat(queued.passed()).isFalse();
    }

    @Test
    void statesOfADiscrepancyHaveOutcomes() {
        assertThat(DriftOutcome.of(DiscrepancyState.AUTO_CORRECTED)).isEqualTo(DriftOutcome.CORRECTED);
        assertThat(DriftOutcome.of(DiscrepancyState.IN_REVIEW)).isEqualTo(DriftOutcome.QUEUED);
        assertThat(DriftOutcome.of(DiscrepancyState.OPEN)).isEqualTo(DriftOutcome.REPORTED);
        assertThat(DriftOutcome.of(DiscrepancyState.HEALED)).isEqualTo(DriftOutcome.HEALED);
    }

    private Score score(List<Injected> injected, List<Observed> observed) {
        return scorecard.score(1, injected, observed, List.of(), List.of());
    }

    private List<Observed> falseAlarms(DriftKind kind, Observed observed) {
        return score(List.of(drift(kind)), List.of(observed)).falseAlarms();
    }

    private static RowDifference difference() {
        return new RowDifference("shop.payment", KEY);
    }

    private static Observed rule(String table, String subject) {
        return observed(table, ACME, subject, DiscrepancyType.RULE_VIOLATION, 3);
    }

    private static Observed orphan(String table, String subject) {
        return observed(table, ACME, subject, DiscrepancyType.REFERENTIAL_VIOLATION, 3);
    }
}
