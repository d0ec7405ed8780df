package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class WindowTurnTest {
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<String> order = new ArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private WindowedPass windowedPass() {
        SimulatedTarget target = new SimulatedTarget(Mutant.NONE);
        target.store().setTableState(SimulatedTable.TABLE, new TableState.Live());
        WindowOpener opener = new WindowOpener(
                new SimulatedSource(Mutant.NONE),
                target,
                (condition, atMost) -> condition.getAsBoolean(),
                Duration.ofSeconds(1),
                SnapshotAdmission.ALWAYS,
                WindowListener.NONE);
        return new WindowedPass(
                opener,
                new WindowedPass.Settings(1, Duration.ofSeconds(60), Duration.ZERO),
                executor,
                now::get,
                (condition, atMost) -> condition.getAsBoolean(),
                oneAtATime);
    }

    /** As stream verification does beside a long run. */
    private void waitForATurn() {
        executor.execute(() -> {
            oneAtATime.lock();
            try {
                order.add("the other's turn");
            } finally {
                oneAtATime.unlock();
            }
        });
        await().until(oneAtATime::hasQueuedThreads);
    }

    @Test
    void aWindowThatSomebodyWaitsForEndsAfterTwoSecondsAndTheTaskAtHand() {
        List<Integer> tasks = IntStream.rangeClosed(1, 6).boxed().toList();
        windowedPass()
                .<Integer, Integer>run(
                        "long",
                        List.of(SimulatedTable.TABLE),
                        tasks,
                        (window, snapshots, task) -> {
                            if (task == 2) {
                                waitForATurn();
                            }
                            pass(Duration.ofMillis(900));
                            return task;
                        },
                        (window, results) -> order.add(results.stream()
                                .map(WindowedPass.Result::task)
                                .toList()
                                .toString()));
        // After the third task 2.7 s have passed. No pass waits for the second window: it processes the remaining
        // tasks.
        assertThat(order).containsExactly("[1, 2, 3]", "the other's turn", "[4, 5, 6]");
    }
}
