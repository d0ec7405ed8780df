package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.key;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The thread between stream and target: waits, resumes, holds back, stops. */
@Tag("unit")
class ApplyLoopTest {
    private final InMemoryTarget target = new InMemoryTarget(new Lsn(100));
    private final Transactions source = new Transactions();
    private final List<AppliedBatch> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger waits = new AtomicInteger();
    private final List<DeposedException> deposed = new CopyOnWriteArrayList<>();
    private final ApplyListener told = new ApplyListener() {
        @Override
        public void applied(AppliedBatch batch) {
            batches.add(batch);
        }

        @Override
        public void waiting(RuntimeException because, int attempt, Duration delay) {
            waits.incrementAndGet();
        }

        @Override
        public void deposed(DeposedException because) {
            deposed.add(because);
        }
    };
    private ApplySettings settings =
            new ApplySettings(100, 300, Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMillis(10));
    private Applier applier;
    private ApplyLoop loop;

    @BeforeEach
    void live() {
        ShopTables.ALL.forEach(table -> target.setTableState(table, new TableState.Live()));
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private void start(ApplyHooks hooks) {
        applier = new Applier(
                target,
                ApplyExtent.write(ShopTables.ALL, TenantScope.all()),
                target.acquireLease("test"),
                settings,
                new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
                told,
                hooks,
                position -> {});
        loop = new ApplyLoop(applier, settings, System::nanoTime, told, "apply-test");
        loop.start();
    }

    @Test
    void unavailableTargetIsWaitedForAndNothingIsLost() throws InterruptedException {
        start(ApplyHooks.NONE);
        target.available(false);
        for (int i = 0; i < 50; i++) {
            loop.accept(source.of(insert(CUSTOMERS, i, "a", "e" + i, "n")));
        }
        await().until(() -> waits.get() >= 5);
        assertThat(target.rows(CUSTOMERS)).isEmpty();

        target.available(true);

        await().until(() -> target.checkpoint().sequence() == 50);
        assertThat(target.rows(CUSTOMERS)).hasSize(50);
        assertThat(target.ledgerEntries())
                .extracting(LedgerTransaction::sequence)
                .doesNotHaveDuplicates()
                .hasSize(50);
        await().until(() -> source.released() == 50);
    }

    @Test
    void commitWhoseAnswerIsLostIsNeitherRepeatedNorLost() throws InterruptedException {
        start(ApplyHooks.NONE);
        target.loseNextCommit(InMemoryTarget.LostCommit.APPLIED);
        loop.accept(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        await().until(() -> source.released() == 1);
        target.loseNextCommit(InMemoryTarget.LostCommit.NOT_APPLIED);
        loop.accept(source.of(insert(CUSTOMERS, 2, "a", "y", "n")));
        await().until(() -> source.released() == 2);

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1), key(2));
        assertThat(target.ledgerEntries()).hasSize(2);
        assertThat(deposed).isEmpty();
    }

    @Test
    void fullQueueHoldsTheStreamBack() throws Exception {
        start(ApplyHooks.NONE);
        loop.pause();
        AtomicInteger accepted = new AtomicInteger();
        Thread stream = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    loop.accept(source.of(insert(CUSTOMERS, i, "a", "e" + i, "n")));
                    accepted.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stream.start();
        await().until(() -> stream.getState() == Thread.State.WAITING);
        assertThat(accepted.get()).isBetween(100, 300);

        loop.resume();

        await().until(() -> target.checkpoint().sequence() == 1000);
        stream.join();
        assertThat(batches).allSatisfy(batch -> assertThat(batch.rows()).isLessThanOrEqualTo(100));
    }

    @Test
    void pausedLoopAppliesNothingUntilResumed() throws InterruptedException {
        start(ApplyHooks.NONE);
        loop.pause();
        loop.accept(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        await().during(Duration.ofMillis(200))
                .until(() -> target.rows(CUSTOMERS).isEmpty());

        loop.resume();

        await().until(() -> target.rows(CUSTOMERS).size() == 1);
    }

    @Test
    void deposedWriterStops() throws InterruptedException {
        start(ApplyHooks.NONE);
        target.acquireLease("another");
        loop.accept(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));

        await().until(() -> !loop.isRunning());
        assertThat(deposed).hasSize(1);
        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThatThrownBy(() -> loop.accept(source.of(insert(CUSTOMERS, 2, "a", "x", "n"))))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void idlePositionAdvancesAtOnceAndABusyOneSharesCommits() throws InterruptedException {
        settings = new ApplySettings(100, 10_000, Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(10));
        start(ApplyHooks.NONE);
        SourceTransaction first = source.empty();
        loop.accept(first);
        await().until(() -> target.checkpoint().position().covers(first.end()));

        // Until an hour has passed no further commit only moves the position, but a change takes it along.
        for (int i = 0; i < 500; i++) {
            loop.accept(source.empty());
        }
        SourceTransaction change = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        loop.accept(change);

        await().until(() -> target.checkpoint().position().covers(change.end()));
        assertThat(batches.stream().mapToInt(AppliedBatch::transactions).sum()).isEqualTo(502);
        assertThat(batches).hasSize(2);
    }

    @Test
    void stoppedLoopReleasesWhatItGivesUp() throws InterruptedException {
        CountDownLatch applying = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(new ApplyHooks() {
            @Override
            public void beforeData() {
                applying.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        loop.accept(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        applying.await();
        loop.accept(source.of(insert(CUSTOMERS, 2, "a", "y", "n")));
        Thread closing = new Thread(loop::close);
        closing.start();
        await().until(() -> source.released() == 1);
        goOn.countDown();
        closing.join();

        assertThat(source.released()).isEqualTo(2);
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
    }

    @Test
    void brokenStreamIsStartedAgainFromTheCheckpointAndNothingIsRepeated() {
        List<SourceTransaction> log = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            log.add(source.of(insert(CUSTOMERS, i, "a", "e" + i, "n")));
        }
        start(ApplyHooks.NONE);
        BreakingStream stream = new BreakingStream(log, 7);
        StreamKeeper keeper =
                new StreamKeeper(stream, () -> applier.checkpoint().position(), loop, settings, "keeper-test");
        keeper.start();

        await().until(() -> target.checkpoint().sequence() == 30);
        loop.close();
        keeper.close();
        assertThat(stream.starts.get()).isGreaterThanOrEqualTo(5);
        assertThat(target.rows(CUSTOMERS)).hasSize(30);
        assertThat(target.ledgerEntries()).hasSize(30);
    }

    /** Delivers so many transactions after the position, then breaks. */
    private static final class BreakingStream implements ChangeStream {
        private final List<SourceTransaction> log;
        private final int each;
        final AtomicInteger starts = new AtomicInteger();

        BreakingStream(List<SourceTransaction> log, int each) {
            this.log = log;
            this.each = each;
        }

        @Override
        public void start(Position from, TransactionSink sink) {
            starts.incrementAndGet();
            new Thread(() -> {
                        try {
                            List<SourceTransaction> rest = log.stream()
                                    .filter(t -> !from.covers(t.end()))
                                    .limit(each)
                                    .toList();
                            for (SourceTransaction transaction : rest) {
                                sink.accept(transaction);
                            }
                            sink.failed(new IllegalStateException("connection reset"));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .start();
        }

        @Override
        public void acknowledge(Position applied) {}

        @Override
        public void close() {}
    }
}
