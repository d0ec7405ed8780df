package dev.reconciler.review;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.PageRequest;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.endpoint.postgres.write.PostgresColumnCast;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.CorrectionLab;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class ReviewQueueTest {
    private static final Row GOOD = row("a", "x", "1.00");
    private static final Row BAD = row("a", "x", "9.00");

    private final CorrectionLab lab = new CorrectionLab();
    private final Map<RowKey, Row> source = new HashMap<>();
    private Map<String, ColumnComparison> comparisons = Map.of();
    private final ReviewQueue queue = new ReviewQueue(
            CorrectionLab.PIPELINE,
            lab.control.discrepancies(),
            new JdbiClaims(lab.control.jdbi(), lab.control.dialect(), lab.control.clock()),
            new PresentRows(),
            new PostgresColumnCast(lab.pool()),
            lab.service(CorrectionPolicy.CAREFUL),
            lab.control.clock(),
            Duration.ofMinutes(15));

    /** The source is what the test says, the target what it is. */
    private final class PresentRows implements FreshProof {
        @Override
        public <T> T with(String table, RowKey key, Function<Fresh, T> work) {
            MappedTable mapped = CorrectionLab.compared(Objects.requireNonNull(lab.tables.get(table)), comparisons);
            List<Row> target = new ArrayList<>();
            lab.commit(transaction ->
                    target.addAll(transaction.rows().lock(mapped, List.of(key)).values()));
            return work.apply(new Fresh(mapped, source.get(key), target.isEmpty() ? null : target.get(0), lab.fence()));
        }
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void twoReviewersCanNotBothResolveAnItem() throws Exception {
        Discrepancy item = mismatch();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        int resolved = 0;
        try {
            List<Future<DecisionResult>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String reviewer = "reviewer-" + i;
                tries.add(threads.submit(() -> queue.resolve(
                        item.id(), item.lifecycle().version(), reviewer, new Decision.ApplySource("right"))));
            }
            for (Future<DecisionResult> each : tries) {
                try {
                    resolved += each.get().discrepancy().state() == DiscrepancyState.RESOLVED ? 1 : 0;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfAny(
                                    ClaimedException.class,
                                    StaleVersionException.class,
                                    IllegalTransitionException.class,
                                    dev.reconciler.control.UnknownIdException.class);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(resolved).isEqualTo(1);
        assertThat(lab.journaled()).isEqualTo(1);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
    }

    @Test
    void aClaimKeepsOthersOutUntilItExpires() {
        Discrepancy item = mismatch();
        queue.claim(item.id(), "ann");
        assertThat(queue.claim(item.id(), "ann").reviewer()).as("renewed").isEqualTo("ann");
        assertThatThrownBy(() -> queue.claim(item.id(), "bob"))
                .isInstanceOf(ClaimedException.class)
                .hasMessageContaining("ann");
        assertThatThrownBy(() ->
                        queue.resolve(item.id(), item.lifecycle().version(), "bob", new Decision.KeepTarget("mine")))
                .isInstanceOf(ClaimedException.class);
        assertThat(list()).singleElement().satisfies(each -> assertThat(each.claim())
                .isNotNull());

        lab.control.tick(Duration.ofMinutes(15));
        assertThat(list()).singleElement().satisfies(each -> assertThat(each.claim())
                .isNull());
        assertThat(queue.claim(item.id(), "bob").reviewer()).isEqualTo("bob");
        queue.release(item.id(), "ann");
        assertThat(list()).singleElement().satisfies(each -> assertThat(each.claim())
                .isNotNull());
    }

    @Test
    void aReviewerWhoSawAnotherVersionIsRefused() {
        Discrepancy item = mismatch();
        lab.rogue("UPDATE customers SET amount = 10 WHERE id = 'a'");
        lab.record(lab.customers, "a", GOOD, row("a", "x", "10.00"));
        assertThatThrownBy(() ->
                        queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right")))
                .isInstanceOf(StaleVersionException.class);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|10.00");
    }

    @Test
    void aRowThatChangedUnseenIsNotCorrected() {
        Discrepancy item = mismatch();
        lab.rogue("UPDATE customers SET amount = 10 WHERE id = 'a'");
        DecisionResult resolution =
                queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right"));
        assertThat(Objects.requireNonNull(resolution.correction()).result()).isEqualTo(Result.CHANGED);
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|10.00");
    }

    @Test
    void applySourceTakesTheSourceRowOfNow() {
        Discrepancy item = mismatch();
        source.put(RowKey.of("a"), row("a", "x", "2.00"));
        DecisionResult resolution =
                queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right"));
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|2.00");
        Correction made = lab.journal
                .find(String.valueOf(resolution.discrepancy().lifecycle().correction()))
                .orElseThrow();
        assertThat(made.actor()).isEqualTo("ann");
    }

    @Test
    void aChangeOfAColumnThatIsNeverComparedDoesNotPreventTheDecision() {
        comparisons = Map.of("code", ColumnComparison.NEVER);
        Discrepancy item = mismatch();
        lab.rogue("UPDATE customers SET code = 'new' WHERE id = 'a'");
        DecisionResult resolution =
                queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right"));
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
    }

    @Test
    void rowsThatAgreeWithinAToleranceAreHealedWithoutAWrite() {
        comparisons = Map.of("amount", new ColumnComparison.Amount(new BigDecimal(8)));
        Discrepancy item = mismatch();
        DecisionResult resolution =
                queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right"));
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.HEALED);
        assertThat(lab.journaled()).isZero();
    }

    @Test
    void whatAgreesByNowIsHealedWithoutAWrite() {
        Discrepancy item = mismatch();
        lab.rogue("UPDATE customers SET amount = 1 WHERE id = 'a'");
        DecisionResult resolution =
                queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("right"));
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.HEALED);
        assertThat(lab.journaled()).isZero();
    }

    @Test
    void aKeptTargetIsNotBroughtUpAgainWhileBothRowsStay() {
        Discrepancy item = mismatch();
        queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.KeepTarget("source is wrong"));
        lab.record(lab.customers, "a", GOOD, BAD);
        assertThat(state(item)).isEqualTo(DiscrepancyState.RESOLVED);
        lab.record(lab.customers, "a", GOOD, row("a", "x", "10.00"));
        assertThat(state(item)).isEqualTo(DiscrepancyState.OPEN);
    }

    @Test
    void acceptHoldsUntilItsDate() {
        Discrepancy item = mismatch();
        Instant until = lab.control.clock().instant().plus(Duration.ofDays(1));
        assertThatThrownBy(() -> queue.resolve(
                        item.id(),
                        item.lifecycle().version(),
                        "ann",
                        new Decision.Accept(lab.control.clock().instant(), "")))
                .isInstanceOf(DecisionRefusedException.class);
        queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.Accept(until, "fine for now"));
        lab.record(lab.customers, "a", GOOD, BAD);
        assertThat(state(item)).isEqualTo(DiscrepancyState.ACCEPTED);
        lab.control.tick(Duration.ofDays(1));
        lab.record(lab.customers, "a", GOOD, BAD);
        assertThat(state(item)).isEqualTo(DiscrepancyState.OPEN);
    }

    @Test
    void aCustomFixIsValidatedByTheTargetsTypesAndStands() {
        Discrepancy item = mismatch();
        Map<String, @Nullable String> wrong = new HashMap<>();
        wrong.put("amount", "12x");
        wrong.put("code", "toolong");
        wrong.put("document", "{no json");
        assertThatThrownBy(() -> fix(item, wrong))
                .isInstanceOfSatisfying(DecisionRefusedException.class, refused -> assertThat(refused.columns())
                        .containsOnlyKeys("amount", "code", "document"));
        assertThatThrownBy(() -> fix(item, Map.of("id", "b", "tenant", "globex", "nonsense", "1")))
                .isInstanceOfSatisfying(DecisionRefusedException.class, refused -> assertThat(refused.columns())
                        .containsOnlyKeys("id", "tenant", "nonsense"));
        assertThatThrownBy(() -> fix(item, Map.of("amount", "9"))).hasMessageContaining("change nothing");
        assertThat(lab.journaled()).isZero();

        Map<String, @Nullable String> right = new HashMap<>();
        right.put("amount", "5");
        right.put("code", "abc");
        right.put("customer", null);
        right.put("document", "{\"a\":1}");
        DecisionResult resolution = fix(item, right);
        assertThat(resolution.discrepancy().state()).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|5.00|abc|{\"a\": 1}");
        assertThat(lab.journal
                        .find(String.valueOf(
                                resolution.discrepancy().lifecycle().correction()))
                        .orElseThrow()
                        .kind())
                .isEqualTo(CorrectionKind.CUSTOM_FIX);

        lab.record(lab.customers, "a", GOOD, new Row(Arrays.asList("a", "acme", null, "5.00", "abc", "{\"a\": 1}")));
        assertThat(state(item)).as("the decision stands").isEqualTo(DiscrepancyState.RESOLVED);
    }

    @Test
    void whatIsNotAboutARowCanBeAcceptedButNotCorrected() {
        Discrepancy count = lab.control
                .discrepancies()
                .record(
                        "shop",
                        new Finding.CountMismatch(lab.customers.id(), TenantId.NONE, 5, 4),
                        new Proof("run-1", "count", "1:2:", 0, "0/0"),
                        Cause.UNKNOWN,
                        "",
                        Severity.HIGH)
                .discrepancy();
        Discrepancy item = review(count);
        assertThatThrownBy(
                        () -> queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.ApplySource("")))
                .isInstanceOf(DecisionRefusedException.class);
        assertThat(queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.KeepTarget("known"))
                        .discrepancy()
                        .state())
                .isEqualTo(DiscrepancyState.RESOLVED);
    }

    @Test
    void inBulkOneThatCanNotBeResolvedKeepsNoneBack() {
        Discrepancy item = mismatch();
        List<ReviewQueue.BulkResult> results = queue.resolveAll(
                List.of(
                        new ReviewQueue.Seen("nonsense", 1),
                        new ReviewQueue.Seen(item.id(), item.lifecycle().version() + 1),
                        new ReviewQueue.Seen(item.id(), item.lifecycle().version())),
                "ann",
                new Decision.ApplySource("all of them"));
        assertThat(results).extracting(each -> each.problem().isEmpty()).containsExactly(false, false, true);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
    }

    @Test
    void theOldestAgeIsThatOfTheItemThatWaitsLongest() {
        assertThat(queue.oldestAge()).isEmpty();
        mismatch();
        lab.control.tick(Duration.ofMinutes(7));
        review(lab.record(lab.customers, "b", row("b", null, "1.00"), null));
        assertThat(queue.oldestAge()).contains(Duration.ofMinutes(7));
        assertThat(list()).hasSize(2);
    }

    private DecisionResult fix(Discrepancy item, Map<String, @Nullable String> values) {
        return queue.resolve(item.id(), item.lifecycle().version(), "ann", new Decision.CustomFix(values, "by hand"));
    }

    private Discrepancy mismatch() {
        lab.rogue("INSERT INTO customers VALUES ('a', 'acme', 'x', 9)");
        source.put(RowKey.of("a"), GOOD);
        return review(lab.record(lab.customers, "a", GOOD, BAD));
    }

    private Discrepancy review(Discrepancy open) {
        return lab.control
                .discrepancies()
                .transition(open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "auto", "");
    }

    private List<ReviewItem> list() {
        return queue.list(DiscrepancyQuery.of("shop", PageRequest.FIRST)).items();
    }

    private DiscrepancyState state(Discrepancy item) {
        return lab.control.discrepancies().find(item.id()).orElseThrow().state();
    }
}
