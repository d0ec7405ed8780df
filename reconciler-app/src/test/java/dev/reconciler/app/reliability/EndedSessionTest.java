package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.verify.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions that a server ends while a window's results are handled, as it ends sessions that idle for too long. */
@Tag("system")
class EndedSessionTest {
    private static final String SNAPSHOTS =
            "FROM pg_stat_activity WHERE datname = 'shop' AND state = 'idle in transaction'";

    @Test
    void aWindowWhoseSnapshotsEndAfterTheirLastReadIsHandledOnce() {
        AtomicInteger ended = new AtomicInteger();
        try (Lab lab = new Lab()) {
            RunListener listener = new RunListener() {
                @Override
                public void recorded(String run, Recorded recorded) {
                    ended.addAndGet(endSnapshots(lab.source));
                    ended.addAndGet(endSnapshots(lab.target));
                }
            };
            lab.fillBoth(10, 1);
            try (Application application = Application.open(lab.config("live", ""), listener);
                    Streaming stream = Lab.stream(application)) {
                lab.target.execute("shop", "UPDATE accounts SET name = 'rogue' WHERE id IN (3, 7)");

                Finished finished = Lab.checksum(application);

                assertThat(ended).as("sessions on both sides").hasValueGreaterThanOrEqualTo(2);
                assertThat(finished.run().state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(finished.verdict()).contains(Verdict.DIVERGED);
                assertThat(Lab.found(application)).hasSize(2).allSatisfy(found -> {
                    assertThat(found.sightings().count())
                            .as("not found again by a second window")
                            .isEqualTo(1);
                    assertThat(found.state()).isEqualTo(DiscrepancyState.IN_REVIEW);
                });
            }
        }
    }

    /** Ends the sessions, and returns their number when no session is left. */
    private static int endSnapshots(PostgresCluster server) {
        int ended = server.query("shop", "SELECT pg_terminate_backend(pid) AS ended " + SNAPSHOTS)
                .size();
        while (!server.query("shop", "SELECT 1 AS there " + SNAPSHOTS).isEmpty()) {
            Thread.onSpinWait();
        }
        return ended;
    }
}
