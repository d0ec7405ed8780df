package dev.reconciler.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.cdc.apply.start.StartSteps.Step;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The next start repeats a start that ended at any step, and {@code check} reports before that it can. */
@Tag("system")
class StartStepsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private @Nullable PipelineFixture fixture;
    private final List<Step> reached = new ArrayList<>();

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void firstStartIsRepeatedWhereverItEnded() {
        PipelineFixture shop = shop("");
        shop.seed(4);
        List<Step> ended = new ArrayList<>();
        for (Step step :
                List.of(Step.PUBLICATION, Step.INTENT, Step.CREATE_SLOT, Step.SLOT_CREATED, Step.ADOPT, Step.STREAM)) {
            ended.add(step);
            endsAt(step, false, 1);
            assertThat(shop.run("check").exit()).as("check after " + step).isZero();
        }

        runs(shop, false);

        assertThat(ended).isSubsetOf(reached);
        assertThat(slots(shop)).containsExactly(shop.slot());
    }

    @Test
    void slotWithoutRecordedOriginIsDroppedAndCreatedAgain() {
        PipelineFixture shop = shop("");
        shop.seed(4);
        endsAt(Step.SLOT_CREATED, false, 1);
        shop.target("DELETE FROM reconciler.slot_origin");
        endsAt(Step.DROP_ORPHAN, false, 1);
        assertThat(shop.run("check").exit()).isZero();

        runs(shop, false);

        assertThat(slots(shop)).containsExactly(shop.slot());
    }

    @Test
    void resyncIsRepeatedWhereverItEnded() {
        PipelineFixture shop = shop("");
        shop.seed(4);
        runs(shop, false);
        for (Step step :
                List.of(Step.PUBLICATION, Step.INTENT, Step.DROP_OLD_SLOT, Step.CREATE_SLOT, Step.SLOT_CREATED)) {
            endsAt(step, true, 1);
        }

        runs(shop, true);

        assertThat(slots(shop)).containsExactly(shop.slot());
    }

    @Test
    void admissionOfTheTargetsStreamIsRepeatedWhereverItEnded() {
        PipelineFixture shop = shop("mode: observe");
        shop.replaceConfiguration("target: {host", "target: {stream: true, host");
        String targetSlot = config().replication().stream().target().slot();
        for (Step step : List.of(Step.PUBLICATION, Step.INTENT, Step.CREATE_SLOT, Step.SLOT_CREATED)) {
            endsAt(step, false, reached.contains(Step.SLOT_CREATED) ? 1 : 2);
            assertThat(shop.run("check").exit()).as("check after " + step).isZero();
        }
        shop.target("DELETE FROM reconciler.target_stream");
        assertThat(shop.run("check").exit()).as("a slot of its own").isZero();

        try (Daemon daemon = start(false, step -> {})) {
            assertThat(daemon.targetStream()).isPresent();
            assertThat(slots(shop)).containsExactlyInAnyOrder(shop.slot(), targetSlot);
        }
        shop.dropTargetSlot(targetSlot);
    }

    private PipelineFixture shop(String more) {
        PipelineFixture shop = new PipelineFixture(directory, more);
        fixture = shop;
        return shop;
    }

    private ReconcilerConfig config() {
        return new ConfigLoader(Map.of()).load(directory.resolve("reconciler.yaml"));
    }

    /** @param time the occurrence of the step that ends the start: the source's steps precede the target's */
    private void endsAt(Step at, boolean resync, int time) {
        int[] times = {0};
        assertThatThrownBy(() -> start(resync, step -> {
                            if (step == at && ++times[0] == time) {
                                throw new Killed();
                            }
                        })
                        .close())
                .as("ends at " + at)
                .isInstanceOf(Killed.class);
    }

    private Daemon start(boolean resync, StartSteps.Hook hook) {
        return Daemon.start(
                config(),
                resync,
                RunListener.NONE,
                ApplyListener.NONE,
                StreamListener.NONE,
                ApplyHooks.NONE,
                new StartSteps(doing -> {}, step -> {
                    reached.add(step);
                    hook.before(step);
                }));
    }

    private void runs(PipelineFixture shop, boolean resync) {
        try (Daemon daemon = start(resync, step -> {})) {
            assertThat(daemon.streaming().isRunning()).isTrue();
            await().atMost(SOON).until(shop::isCopy);
            shop.source("UPDATE customers SET name = name || ' changed' WHERE id = 1");
            await().atMost(SOON).until(shop::isCopy);
        }
    }

    private static List<String> slots(PipelineFixture shop) {
        return shop
                .querySource("SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE '%" + shop.name()
                        + "%' ORDER BY 1")
                .stream()
                .map(row -> String.valueOf(row.get("slot_name")))
                .toList();
    }
}
