package dev.reconciler.correction;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.ChainCheck;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Breaker.Limits;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.correction.CorrectionPolicy.Action;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.testing.CorrectionLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class CorrectionServiceTest {
    private static final Map<DiscrepancyType, Action> AUTO =
            Map.of(DiscrepancyType.MISSING_IN_TARGET, Action.AUTO, DiscrepancyType.FIELD_MISMATCH, Action.AUTO);
    private static final CorrectionPolicy IN_EARNEST = new CorrectionPolicy(false, AUTO, Map.of());

    private final CorrectionLab lab = new CorrectionLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void unlessConfiguredEverythingGoesToReviewAndNothingIsWritten() {
        Discrepancy missing = lab.record(lab.customers, "a", row("a", "x", "1.00"), null);
        CorrectionSummary summary = apply(CorrectionPolicy.CAREFUL, breaker(100, 100), missing);
        assertThat(summary.outcomes()).isEmpty();
        assertThat(summary.sentToReview()).singleElement().satisfies(each -> assertThat(each.state())
                .isEqualTo(DiscrepancyState.IN_REVIEW));
        assertThat(lab.stored(lab.customers, "a")).isEmpty();
    }

    @Test
    void dryRunWritesNothing() {
        Discrepancy missing = lab.record(lab.customers, "a", row("a", "x", "1.00"), null);
        CorrectionSummary summary = apply(new CorrectionPolicy(true, AUTO, Map.of()), breaker(100, 100), missing);
        assertThat(summary.outcomes()).extracting(CorrectionOutcome::result).containsExactly(Result.DRY_RUN);
        assertThat(lab.stored(lab.customers, "a")).isEmpty();
        assertThat(lab.journaled()).isZero();
        assertThat(state(missing)).isEqualTo(DiscrepancyState.OPEN);
    }

    @Test
    void whatIsCorrectedIsSaidWithItsJournalEntryAndAudited() {
        Discrepancy missing = lab.record(lab.customers, "a", row("a", "x", "1.00"), null);
        CorrectionSummary summary = apply(IN_EARNEST, breaker(100, 100), missing);
        assertThat(summary.corrected()).isEqualTo(1);
        Discrepancy after = lab.control.discrepancies().find(missing.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(DiscrepancyState.AUTO_CORRECTED);
        assertThat(after.lifecycle().correction())
                .isEqualTo(summary.outcomes().get(0).correction());
        assertThat(lab.control
                        .audit()
                        .entries("shop", missing.id(), PageRequest.FIRST)
                        .items()
                        .get(0)
                        .action())
                .isEqualTo("discrepancy.AUTO_CORRECTED");
    }

    @Test
    void extraRowsAreReviewedThoughOthersAreAutomatic() {
        lab.rogue("INSERT INTO customers VALUES ('extra', 'acme')");
        Discrepancy extra = lab.record(lab.customers, "extra", null, row("extra", null, null));
        apply(IN_EARNEST, breaker(100, 100), extra);
        assertThat(state(extra)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(lab.stored(lab.customers, "extra")).isNotEmpty();
    }

    @Test
    void massDriftTripsTheBreakerAndGoesToReview() {
        Breaker breaker = breaker(3, 100);
        List<Discrepancy> few = missing("a", 2);
        List<Discrepancy> more = missing("b", 2);
        assertThat(apply(IN_EARNEST, breaker, few.toArray(Discrepancy[]::new)).corrected())
                .isEqualTo(2);
        CorrectionSummary second = apply(IN_EARNEST, breaker, more.toArray(Discrepancy[]::new));
        assertThat(second.corrected()).isZero();
        assertThat(second.sentToReview()).hasSize(2);
        assertThat(breaker.tripped()).containsOnlyKeys("public.customers");
        assertThat(lab.stored(lab.customers, "b0")).isEmpty();
        CorrectionSummary third = apply(IN_EARNEST, breaker, missing("c", 1).toArray(Discrepancy[]::new));
        assertThat(third.corrected()).as("it stays open until the run ends").isZero();
        assertThat(apply(IN_EARNEST, breaker(3, 100), missing("d", 1).toArray(Discrepancy[]::new))
                        .corrected())
                .as("the next run has a breaker of its own")
                .isEqualTo(1);
    }

    @Test
    void aSmallPartOfALargeTableIsAllowedAndTheSamePartOfASmallOneIsNot() {
        Limits limits = new Limits(1000, 1.0);
        assertThat(new Breaker(limits, table -> 10_000).allow("t", 100)).isTrue();
        assertThat(new Breaker(limits, table -> 10_000).allow("t", 101)).isFalse();
        assertThat(new Breaker(limits, table -> 5).allow("t", 1)).isTrue();
        assertThat(new Breaker(limits, table -> 5).allow("t", 2)).isFalse();
        assertThat(new Breaker(limits, table -> -1).allow("t", 1000)).isTrue();
    }

    @Test
    void whatHasNoOneRightRowIsNeverAutomatic() {
        for (DiscrepancyType type : List.of(
                DiscrepancyType.TENANT_CONFLICT,
                DiscrepancyType.APPLY_FAILURE,
                DiscrepancyType.RULE_VIOLATION,
                DiscrepancyType.COUNT_MISMATCH,
                DiscrepancyType.SCHEMA_DRIFT)) {
            assertThatThrownBy(() -> new CorrectionPolicy(false, Map.of(), Map.of("t", Map.of(type, Action.AUTO))))
                    .hasMessageContaining(type.name());
        }
    }

    @Test
    void whatTheTargetRefusesGoesToReview() {
        lab.rogue("ALTER TABLE customers ADD CHECK (amount < 100)");
        Discrepancy missing = lab.record(lab.customers, "rich", row("rich", null, "1000.00"), null);
        assertThat(apply(IN_EARNEST, breaker(100, 100), missing).sentToReview()).hasSize(1);
    }

    @Test
    void oneThatTheTargetRefusesKeepsNoneOfManyBack() {
        lab.rogue("ALTER TABLE customers ADD CHECK (amount < 100)");
        List<Discrepancy> many = missing("m", 6);
        many.add(3, lab.record(lab.customers, "rich", row("rich", null, "1000.00"), null));
        CorrectionSummary summary = apply(IN_EARNEST, breaker(100, 100), many.toArray(Discrepancy[]::new));
        assertThat(summary.corrected()).isEqualTo(6);
        assertThat(lab.journaled()).isEqualTo(6);
        assertThat(summary.sentToReview()).singleElement().satisfies(each -> assertThat(each.id())
                .isEqualTo(many.get(3).id()));
        many.remove(3);
        assertThat(many).allMatch(each -> state(each) == DiscrepancyState.AUTO_CORRECTED);
    }

    @Test
    void whatAReviewerTakesUpWhileItIsCorrectedIsResolvedAndTheOthersAreCorrected() {
        List<Discrepancy> many = missing("m", 3);
        CorrectionHooks hooks = new CorrectionHooks() {
            @Override
            public void written() {
                Discrepancy item = many.get(1);
                lab.control
                        .discrepancies()
                        .transition(
                                item.id(), item.lifecycle().version(), DiscrepancyState.IN_REVIEW, "ann", "looks odd");
            }
        };
        CorrectionService service = new CorrectionService(
                CorrectionLab.PIPELINE,
                lab.corrector(hooks),
                lab.control.discrepancies(),
                lab.suppressions,
                lab.journal,
                IN_EARNEST);
        assertThat(service.apply(many, lab.tables, lab.fence(), breaker(100, 100))
                        .corrected())
                .isEqualTo(3);
        assertThat(many)
                .extracting(this::state)
                .containsExactly(
                        DiscrepancyState.AUTO_CORRECTED, DiscrepancyState.RESOLVED, DiscrepancyState.AUTO_CORRECTED);
        assertThat(lab.control.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(7));
    }

    @Test
    void aCrashBetweenCorrectionAndStateIsRepairedAtTheNextStart() {
        Discrepancy missing = lab.record(lab.customers, "a", row("a", "x", "1.00"), null);
        Discrepancy open = lab.record(lab.customers, "b", row("b", "x", "1.00"), null);
        // The correction alone, as if the process had ended right after its commit.
        lab.corrector(CorrectionHooks.NONE)
                .correct(
                        lab.fence(),
                        List.of(CorrectionPlan.of(missing, lab.customers).orElseThrow()),
                        CorrectionService.AUTO);
        assertThat(state(missing)).isEqualTo(DiscrepancyState.OPEN);

        assertThat(lab.service(IN_EARNEST).reconcileJournal())
                .extracting(Discrepancy::id)
                .containsExactly(missing.id());
        assertThat(state(missing)).isEqualTo(DiscrepancyState.AUTO_CORRECTED);
        assertThat(state(open)).isEqualTo(DiscrepancyState.OPEN);

        lab.record(lab.customers, "a", row("a", "x", "1.00"), null);
        assertThat(lab.service(IN_EARNEST).reconcileJournal())
                .as("a correction of an earlier time does not close what came back")
                .isEmpty();
        assertThat(state(missing)).isEqualTo(DiscrepancyState.OPEN);
    }

    private List<Discrepancy> missing(String prefix, int number) {
        List<Discrepancy> found = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            found.add(lab.record(lab.customers, prefix + i, row(prefix + i, "x", "1.00"), null));
        }
        return found;
    }

    private CorrectionSummary apply(CorrectionPolicy policy, Breaker breaker, Discrepancy... found) {
        return lab.service(policy).apply(List.of(found), lab.tables, lab.fence(), breaker);
    }

    private static Breaker breaker(long rows, double percent) {
        return new Breaker(new Limits(rows, percent), table -> 1000);
    }

    private DiscrepancyState state(Discrepancy discrepancy) {
        return lab.control.discrepancies().find(discrepancy.id()).orElseThrow().state();
    }
}
