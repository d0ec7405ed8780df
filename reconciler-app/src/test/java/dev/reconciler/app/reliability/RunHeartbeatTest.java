package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A run is active as long as its process renews the heartbeat, even while the run waits; a run of a dead process is soon taken
 * over.
 */
@Tag("system")
class RunHeartbeatTest {
    private static final RunRequest COUNT = RunRequest.all(JobKind.COUNT, "test");

    @Test
    void waitingRunKeepsItsHeartbeat() {
        CountDownLatch release = new CountDownLatch(1);
        RunListener waiting = new RunListener() {
            @Override
            public void started(Run run) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (Lab lab = new Lab();
                Application application = Application.open(lab.config("live", ""), waiting)) {
            CompletableFuture<?> run =
                    CompletableFuture.supplyAsync(() -> application.runService().run(COUNT));
            await().atMost(Duration.ofSeconds(60)).until(() -> !lab.target
                    .query("shop", "SELECT FROM reconciler.run WHERE heartbeat > started + interval '4 s'")
                    .isEmpty());
            assertThat(run).isNotDone();
            release.countDown();
            run.cancel(false);
        }
    }

    @Test
    void runWithExpiredHeartbeatIsTakenOver() {
        try (Lab lab = new Lab();
                Application application = Application.open(lab.config("live", ""), RunListener.NONE)) {
            Run left = application.runService().start(COUNT).orElseThrow();

            silent(lab, 40);
            assertThat(application.runService().start(COUNT)).isEmpty();
            silent(lab, 50);
            assertThat(application.runService().start(COUNT)).map(Run::id).contains(left.id());
        }
    }

    private static void silent(Lab lab, int seconds) {
        lab.target.execute("shop", "UPDATE reconciler.run SET heartbeat = now() - interval '" + seconds + " s'");
    }
}
