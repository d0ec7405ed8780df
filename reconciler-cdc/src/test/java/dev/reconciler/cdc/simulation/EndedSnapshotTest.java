package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.pass.WindowedPass.Parts;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.VoidWindowException;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session waits for a window, so the daemon ends the window's snapshot during a task. */
@Tag("unit")
class EndedSnapshotTest {
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Integer> delivered = new ArrayList<>();
    private final List<Integer> givenUp = new ArrayList<>();

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    /** @param times the number of windows that end during their second task */
    private void run(int times) {
        SimulatedTarget target = new SimulatedTarget(Mutant.NONE);
        target.store().setTableState(SimulatedTable.TABLE, new TableState.Live());
        WindowOpener opener = new WindowOpener(
                new SimulatedSource(Mutant.NONE),
                target,
                (condition, atMost) -> condition.getAsBoolean(),
                Duration.ofSeconds(1),
                SnapshotAdmission.ALWAYS,
                WindowListener.NONE);
        int[] left = {times};
        new WindowedPass(
                        opener,
                        new WindowedPass.Settings(1, Duration.ofSeconds(60), Duration.ZERO),
                        executor,
                        () -> Instant.EPOCH,
                        (condition, atMost) -> condition.getAsBoolean(),
                        new ReentrantLock(true))
                .<Integer, Integer>run(
                        "job",
                        List.of(SimulatedTable.TABLE),
                        List.of(1, 2),
                        (lane, snapshots, task) -> {
                            if (task == 2 && left[0]-- > 0) {
                                throw new SnapshotEndedException("ended", new IllegalStateException("killed"));
                            }
                            return task;
                        },
                        (lane, results) -> results.forEach(result -> delivered.add(result.task())),
                        new Parts<>(task -> task, (task, reason) -> givenUp.add(task)));
    }

    @Test
    void windowIsVoidAndItsTasksAreRepeated() {
        run(4);

        assertThat(delivered).containsExactly(1, 2);
        assertThat(givenUp).isEmpty();
    }

    @Test
    void runIsVoidAfterFiveSuchWindows() {
        assertThatThrownBy(() -> run(5)).isInstanceOf(VoidWindowException.class).hasMessage("ended");
        assertThat(delivered).isEmpty();
    }
}
