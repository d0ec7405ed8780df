package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.window.Lane;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lanes of engines that can't export a snapshot, and of engines that can. */
@Tag("unit")
class LanesTest {
    private static final RowKey KEY = RowKey.of("k");

    private final SimulatedSource source = new SimulatedSource(Mutant.NONE);
    private final SimulatedTarget separate = new SimulatedTarget(Mutant.NONE, false);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private int applied;

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void eachLaneHasItsOwnSnapshotsFenceAndKeysInDoubt() {
        try (Window window = opener(separate).open("test", List.of(SimulatedTable.TABLE), 3)) {
            assertThat(window.lanes()).hasSize(3).doesNotHaveDuplicates();
            assertThat(window.lanes())
                    .extracting(lane -> lane.fence().sequence())
                    .containsExactly(4L, 5L, 6L);
            assertThat(window.lanes()).extracting(this::valueInSource).containsExactly("1", "2", "3");
            assertThat(window.lanes()).extracting(this::valueInTarget).containsExactly("4", "5", "6");
            assertThat(window.lanes())
                    .allSatisfy(lane -> assertThat(lane.doubt().size()).isEqualTo(1));
            assertThat(window.lanes())
                    .extracting(Lane::high)
                    .containsOnly(window.lane().high());
        }
    }

    @Test
    void lanesAreOneInstanceWhereSnapshotsAreExported() {
        SimulatedTarget exporting = new SimulatedTarget(Mutant.NONE, true);
        try (Window window = opener(exporting).open("test", List.of(SimulatedTable.TABLE), 3)) {
            assertThat(window.lanes()).hasSize(3).containsOnly(window.lane());
        }
    }

    @Test
    void passDeliversTheResultsOfEachLaneWithThatLane() {
        CountDownLatch bothAtWork = new CountDownLatch(2);
        Map<Lane, List<String>> delivered = new HashMap<>();
        new WindowedPass(
                        opener(separate),
                        new WindowedPass.Settings(2, Duration.ofSeconds(60), Duration.ZERO),
                        executor,
                        () -> Instant.EPOCH,
                        (condition, atMost) -> condition.getAsBoolean(),
                        new ReentrantLock())
                .<Integer, String>run(
                        "test",
                        List.of(SimulatedTable.TABLE),
                        List.of(1, 2),
                        (lane, snapshots, task) -> {
                            bothAtWork.countDown();
                            await(bothAtWork);
                            return value(snapshots.target().rowsByKey(SimulatedTable.TABLE, List.of(KEY)));
                        },
                        (lane, results) -> delivered.put(
                                lane,
                                results.stream()
                                        .map(WindowedPass.Result::outcome)
                                        .toList()));

        assertThat(delivered).hasSize(2);
        delivered.forEach((lane, values) ->
                assertThat(values).containsExactly(Long.toString(lane.fence().sequence())));
        assertThat(delivered.keySet().stream()
                        .map(lane -> lane.fence().sequence())
                        .collect(Collectors.toSet()))
                .hasSize(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The source commits before each of its snapshots, and the applier applies a transaction before each of the target's. */
    private WindowOpener opener(SimulatedTarget target) {
        target.store().setTableState(SimulatedTable.TABLE, new TableState.Live());
        Applier applier = new Applier(
                target.store(),
                ApplyExtent.write(List.of(SimulatedTable.TABLE), TenantScope.all()),
                target.store().acquireLease("test"),
                ApplySettings.of(10_000, 20_000),
                new Clocks(() -> Instant.EPOCH, System::nanoTime),
                ApplyListener.NONE,
                ApplyHooks.NONE,
                position -> {});
        return new WindowOpener(
                source,
                target,
                (condition, atMost) -> {
                    while (!condition.getAsBoolean()) {
                        apply(applier);
                    }
                    return true;
                },
                Duration.ofSeconds(1),
                SnapshotAdmission.ALWAYS,
                new WindowListener() {
                    @Override
                    public void pinned() {
                        commit();
                    }

                    @Override
                    public void sourceSnapshotTaken() {
                        commit();
                    }

                    @Override
                    public void highNoted() {
                        commit();
                        commit();
                    }

                    @Override
                    public void targetSnapshotTaken() {
                        if (applied < source.log().size()) {
                            apply(applier);
                        }
                    }
                });
    }

    private void commit() {
        source.commit(
                new HashMap<>(Map.of(KEY, SimulatedTable.row(KEY, source.log().size() + 1))));
        source.makeVisible(new Random(0));
    }

    private void apply(Applier applier) {
        applier.apply(new ArrayList<>(List.of(source.streamed(applied++))));
    }

    private String valueInSource(Lane lane) {
        return value(lane.source().reader().rowsByKey(SimulatedTable.TABLE, List.of(KEY)));
    }

    private String valueInTarget(Lane lane) {
        return value(lane.target().reader().rowsByKey(SimulatedTable.TABLE, List.of(KEY)));
    }

    private static String value(Map<RowKey, Row> rows) {
        return String.valueOf(rows.values().iterator().next().value(2));
    }
}
