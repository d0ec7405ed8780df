package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.run.RunListener;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The target is filled while applications write the source: children arrive before their parents are filled, rows move and
 * vanish.
 */
@Tag("system")
class BackfillUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void noEventIsParkedAndNoForeignKeyFailsWhileTablesFill() throws Exception {
        List<ParkedEvent> parked = new CopyOnWriteArrayList<>();
        ApplyListener listener = new ApplyListener() {
            @Override
            public void parked(ParkedEvent event) {
                parked.add(event);
            }
        };
        try (Lab lab = new Lab()) {
            lab.fillSource(5000, 3);
            try (Load load = new Load(lab.source, 5000, 4, 7, Duration.ofMillis(2));
                    Daemon daemon = Daemon.start(
                            lab.config("backfill", "windows: {chunkRows: 2000}"),
                            false,
                            RunListener.NONE,
                            listener,
                            ApplyHooks.NONE)) {
                await().atMost(PATIENCE).until(() -> live(lab) == 3);
                long then = load.committed();
                await().atMost(PATIENCE).until(() -> load.committed() > then + 200);
                // A machine that is too slow for the load opens no window in time. A false alarm would be found below.
                await().atMost(PATIENCE)
                        .until(() ->
                                Lab.checksum(daemon.application()).verdict().equals(Optional.of(Verdict.AGREED)));
                load.close();

                await().atMost(PATIENCE).until(lab::isEqual);
                assertThat(Lab.checksum(daemon.application()).verdict()).hasValue(Verdict.AGREED);
                assertThat(parked).isEmpty();
                assertThat(Lab.found(daemon.application())).isEmpty();
                System.out.printf("backfilled 50000 rows beside %d transactions%n", load.committed());
            }
        }
    }

    private static long live(Lab lab) {
        return lab.target
                .query("shop", "SELECT 1 FROM reconciler.table_state WHERE state = 'LIVE'")
                .size();
    }
}
