package dev.reconciler.app.reliability;

import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The daemon's first backfill fails, as it does when a database is away for a moment. */
class FirstBackfillTest {
    @Test
    void theDaemonFillsTheTargetAllTheSame() {
        AtomicInteger failures = new AtomicInteger();
        RunListener outage = new RunListener() {
            @Override
            public void progress(String run, JobKind job, String what, long done, long total) {
                if (job == JobKind.BACKFILL && failures.getAndIncrement() == 0) {
                    throw new IllegalStateException("the target is away");
                }
            }
        };
        try (Lab lab = new Lab()) {
            lab.fillSource(20, 2);
            try (Daemon daemon =
                    Daemon.start(lab.config("backfill", ""), false, outage, ApplyListener.NONE, ApplyHooks.NONE)) {
                await().atMost(Duration.ofSeconds(120)).until(lab::isEqual);
            }
        }
    }
}
