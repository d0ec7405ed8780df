package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One transaction of a million rows, with 512 MB of heap for everything. */
@Tag("system")
class OversizedTransactionTest {
    private static final int ROWS = 1_000_000;

    @Test
    void aMillionRowsThatNoSnapshotSeesYetFitIntoTheHeapAndAgree() throws Exception {
        try (Lab lab = new Lab()) {
            lab.fillBoth(ROWS, 0);
            lab.loseStandby();
            String config = lab.configFile("live", "windows: {openTimeout: 10m, maxDuration: 10m}")
                    .toString();
            try (ChildJvm child = new ChildJvm(
                            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                            OversizedMain.class,
                            config);
                    HangingSession hanging = lab.hanging()) {
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> child.output().contains(OversizedMain.STARTED) || !child.isAlive());
                hanging.execute("UPDATE accounts SET balance = balance + 1, version = version + 1")
                        .commit();

                assertThat(child.await(600)).as(child.output()).isZero();

                System.out.println(child.output()
                        .lines()
                        .filter(l -> l.startsWith("verdict"))
                        .toList());
                assertThat(child.output()).contains("verdict AGREED, in doubt " + ROWS + ",");
                assertThat(lab.parkedEvents()).isEmpty();
                assertThat(lab.target
                                .query("shop", "SELECT count(*) AS n FROM accounts WHERE version = 2")
                                .get(0))
                        .containsEntry("n", (long) ROWS);
            }
        }
    }
}
