package dev.reconciler.discrepancy.internal;

import static dev.reconciler.testing.Orders.mismatch;
import static dev.reconciler.testing.Orders.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.AuditTrail;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Recorded.Outcome;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.testing.ControlStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many discrepancies in one transaction, while other sessions change the same ones. */
@Tag("db")
class BatchesTest {
    private final ControlStore store = new ControlStore();
    private final JdbiDiscrepancies discrepancies = store.discrepancies();

    @Test
    void twoRunsInsertTheSameFindingsInOppositeOrder() {
        // Each stops after its first insert, or at the other's, until both have come so far.
        store.jdbi().useHandle(handle -> handle.execute("""
            CREATE FUNCTION wait_for_both() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END $$\
            """));
        store.jdbi().useHandle(handle -> handle.execute("""
            CREATE TRIGGER wait_for_both AFTER INSERT ON reconciler.discrepancy
            FOR EACH ROW EXECUTE FUNCTION wait_for_both()\
            """));
        try (Handle barrier = store.jdbi().open()) {
            barrier.begin();
            barrier.execute("SELECT pg_advisory_xact_lock(7)");
            bothRecord(barrier);
        }
        requireSeen(2);
    }

    @Test
    void twoRunsFindTheSameAgainInOppositeOrder() {
        discrepancies.record("shop", proof(5), found("bad"));
        try (Handle barrier = store.jdbi().open()) {
            barrier.begin();
            barrier.execute("SELECT 1 FROM reconciler.discrepancy ORDER BY id OFFSET 10 LIMIT 1 FOR UPDATE");
            bothRecord(barrier);
        }
        requireSeen(3);
    }

    private void bothRecord(Handle barrier) {
        List<Found> findings = found("bad");
        List<Found> reversed = new ArrayList<>(findings);
        Collections.reverse(reversed);
        CompletableFuture<List<Recorded>> one = record(findings);
        CompletableFuture<List<Recorded>> other = record(reversed);
        awaitWaiting(2);
        barrier.commit();
        assertThat(one.join()).extracting(BatchesTest::key).isEqualTo(keys(findings));
        assertThat(other.join()).extracting(BatchesTest::key).isEqualTo(keys(reversed));
    }

    private void requireSeen(long times) {
        assertThat(discrepancies.open("shop", "public.orders", "", 1_000))
                .hasSize(20)
                .allMatch(open -> open.sightings().count() == times);
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(20));
    }

    @Test
    void eachFindingOfABatchComesToWhatItWouldAlone() {
        Discrepancy changing = record(mismatch("changing", "bad"), 5);
        Discrepancy newer = record(mismatch("newer", "bad"), 9);
        Discrepancy healed = record(mismatch("healed", "bad"), 5);
        discrepancies.heal(List.of(healed.id()), proof(6));
        Finding twice = mismatch("twice", "bad");
        List<Recorded> recorded = discrepancies.record(
                "shop",
                proof(7),
                List.of(
                        found(twice),
                        found(mismatch("healed", "bad")),
                        found(mismatch("changing", "worse")),
                        found(twice),
                        found(mismatch("newer", "other"))));
        assertThat(recorded)
                .extracting(Recorded::outcome)
                .containsExactly(
                        Outcome.NEW, Outcome.REOPENED, Outcome.SEEN_AGAIN, Outcome.SEEN_AGAIN, Outcome.SEEN_AGAIN);
        assertThat(recorded)
                .extracting(each -> each.discrepancy().sightings().count())
                .containsExactly(1L, 2L, 2L, 2L, 2L);
        assertThat(recorded.get(2).discrepancy().lifecycle().version())
                .isEqualTo(changing.lifecycle().version() + 1);
        assertThat(recorded.get(4).discrepancy().difference().target())
                .isEqualTo(newer.difference().target());
        for (Recorded each : recorded.subList(1, 5)) {
            assertThat(discrepancies.find(each.discrepancy().id())).contains(each.discrepancy());
        }
        assertThat(store.audit().verify("shop"))
                .as("three new, one healed; one new and one opened again")
                .isEqualTo(new ChainCheck.Intact(6));
    }

    @Test
    void aBatchIsOnTheAuditChainAsOftenAsItsStatesChange() {
        List<Recorded> recorded = discrepancies.record("shop", proof(5), found("bad"));
        discrepancies.record("shop", proof(6), found("worse"));
        discrepancies.heal(
                recorded.stream().map(each -> each.discrepancy().id()).toList(), proof(7));
        assertThat(discrepancies.open("shop", "public.orders", "", 1_000)).isEmpty();
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(40));
    }

    @Test
    void whatAReviewerChangesMeanwhileKeepsNoOtherBack() throws Exception {
        List<Discrepancy> open = discrepancies.record("shop", proof(5), found("bad")).stream()
                .map(Recorded::discrepancy)
                .toList();
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> reviewer = reviewing(open.get(3), release);
        CompletableFuture<Map<String, Discrepancy>> batch =
                CompletableFuture.supplyAsync(() -> discrepancies.settleAll(open.stream()
                        .map(each -> new Change(
                                each.id(),
                                each.lifecycle().version(),
                                Settlement.to(DiscrepancyState.AUTO_CORRECTED),
                                "auto",
                                "corrected"))
                        .toList()));
        awaitWaiting(1);
        release.countDown();
        reviewer.get();
        assertThat(batch.get()).hasSize(19).doesNotContainKey(open.get(3).id()).allSatisfy((id, now) -> {
            assertThat(now.state()).isEqualTo(DiscrepancyState.AUTO_CORRECTED);
            assertThat(discrepancies.find(id)).contains(now);
        });
        assertThat(discrepancies.find(open.get(3).id()).orElseThrow().state()).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(40));
    }

    @Test
    void whatAReviewerChangesMeanwhileIsCountedAsItIsThen() throws Exception {
        List<Recorded> open = discrepancies.record("shop", proof(5), found("bad"));
        Discrepancy looked = open.get(3).discrepancy();
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> reviewer = reviewing(looked, release);
        CompletableFuture<List<Recorded>> again = record(found("bad"));
        awaitWaiting(1);
        release.countDown();
        reviewer.get();
        assertThat(again.get().get(3).discrepancy().state()).isEqualTo(DiscrepancyState.IN_REVIEW);
        requireSeenInReview(looked);
    }

    private void requireSeenInReview(Discrepancy looked) {
        assertThat(discrepancies.open("shop", "public.orders", "", 1_000))
                .hasSize(20)
                .allMatch(open -> open.sightings().count() == 2);
        assertThat(discrepancies.find(looked.id()).orElseThrow().lifecycle().version())
                .isEqualTo(looked.lifecycle().version() + 1);
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(21));
    }

    @Test
    void anIllegalChangeIsRefusedWithItsWholeBatch() {
        Discrepancy one = record(mismatch("one", "bad"), 5);
        Discrepancy other = record(mismatch("other", "bad"), 5);
        assertThatThrownBy(() -> discrepancies.settleAll(List.of(
                        new Change(
                                one.id(),
                                one.lifecycle().version(),
                                Settlement.to(DiscrepancyState.IN_REVIEW),
                                "auto",
                                "legal"),
                        new Change(
                                other.id(),
                                other.lifecycle().version(),
                                Settlement.to(DiscrepancyState.OPEN),
                                "auto",
                                "not"))))
                .isInstanceOf(IllegalTransitionException.class);
        assertThat(discrepancies.findAll(List.of(one.id(), other.id(), "there is none")))
                .containsExactlyInAnyOrder(one, other);
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(2));
    }

    /** Sends it to review, in a transaction that holds its row until it is released. */
    private CompletableFuture<Void> reviewing(Discrepancy item, CountDownLatch release) throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        AuditTrail<Handle> audit = (transaction, pipeline, records) -> {
            locked.countDown();
            awaitRelease(release);
            store.audit().append(transaction, pipeline, records);
        };
        JdbiDiscrepancies slow = new JdbiDiscrepancies(store.jdbi(), store.dialect(), audit, store.clock());
        CompletableFuture<Void> reviewer = CompletableFuture.runAsync(() ->
                slow.transition(item.id(), item.lifecycle().version(), DiscrepancyState.IN_REVIEW, "ann", "looks odd"));
        locked.await();
        return reviewer;
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until so many sessions wait for a lock of the control store. */
    private void awaitWaiting(int sessions) {
        store.jdbi().useHandle(handle -> {
            while (handle.createQuery("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """).mapTo(Integer.class).one() < sessions) {
                Thread.onSpinWait();
            }
        });
    }

    private CompletableFuture<List<Recorded>> record(List<Found> findings) {
        return CompletableFuture.supplyAsync(() -> discrepancies.record("shop", proof(6), findings));
    }

    private Discrepancy record(Finding finding, long fence) {
        return discrepancies
                .record("shop", proof(fence), List.of(found(finding)))
                .get(0)
                .discrepancy();
    }

    private static List<Found> found(String value) {
        return IntStream.range(0, 20)
                .mapToObj(i -> found(mismatch("k" + i, value)))
                .toList();
    }

    private static Found found(Finding finding) {
        return new Found(finding, new Attribution(Cause.ROGUE_WRITE, ""), Severity.MEDIUM);
    }

    private static List<String> keys(List<Found> findings) {
        return findings.stream().map(each -> each.finding().subject()).toList();
    }

    private static String key(Recorded recorded) {
        return recorded.discrepancy().place().subject();
    }
}
