package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Windows during a minute of writes to hot keys: rows in flight are no drift, and drift is found on hot and cold keys. */
@Tag("system")
class WindowsUnderLoadTest {
    private static final Duration LOAD = Duration.ofSeconds(60);
    private static final int ACCOUNTS = 100;

    private final List<Integer> inDoubt = new ArrayList<>();
    private final Set<String> found = new TreeSet<>();
    private final Set<String> injected = new TreeSet<>();
    private final AtomicReference<Runnable> beforeTarget = new AtomicReference<>(() -> {});
    private int injectedInDoubt;

    @Test
    void writesInFlightAreNoDriftAndDriftOnHotKeysIsFound() throws Exception {
        try (Lab lab = new Lab()) {
            lab.fillBoth(ACCOUNTS, 3);
            // Drift on cold keys, which the load does not touch.
            String cold = "INSERT INTO accounts SELECT i, 't0', 'cold', 0, 1 FROM generate_series(5001, 5040) i";
            lab.source.execute("shop", cold);
            lab.target.execute("shop", cold);
            try (Application application = Application.open(lab.config("live", ""), findings(), windows());
                    Streaming stream = Lab.stream(application)) {
                long end;
                try (Load load = new Load(lab.source, ACCOUNTS, 4, 42)) {
                    end = System.nanoTime() + LOAD.toNanos();
                    int round = 0;
                    while (System.nanoTime() < end || countInDoubt() < 20) {
                        verify(lab, application, stream, round++);
                    }
                    System.out.printf(
                            "windows %d, with keys in doubt %d, keys in doubt %d, transactions %d, drift injected %d (on keys in doubt %d), found %d%n",
                            inDoubt.size(),
                            countInDoubt(),
                            inDoubt.stream().mapToInt(Integer::intValue).sum(),
                            load.committed(),
                            injected.size(),
                            injectedInDoubt,
                            found.size());
                }
                assertThat(found).containsExactlyInAnyOrderElementsOf(injected);
                assertThat(countInDoubt()).isGreaterThanOrEqualTo(20);
                assertThat(injectedInDoubt).isGreaterThanOrEqualTo(3);
                await().atMost(Duration.ofSeconds(60)).until(lab::isEqual);
                assertVerdict(application, Verdict.AGREED, 1000);
                assertThat(lab.parkedEvents()).isEmpty();
            }
        }
    }

    /** Two rounds of three look for false alarms; the third plants drift, which it removes after its detection. */
    private void verify(Lab lab, Application application, Streaming stream, int round) {
        if (round % 3 != 2) {
            assertVerdict(application, Verdict.AGREED, round);
            return;
        }
        int cold = 5001 + round % 40;
        if (round % 2 == 0) {
            lab.target.execute("shop", "UPDATE accounts SET name = 'rogue' WHERE id = " + cold);
            injected.add("FIELD_MISMATCH " + cold);
            assertVerdict(application, Verdict.DIVERGED, round);
            lab.target.execute("shop", "UPDATE accounts SET name = 'cold' WHERE id = " + cold);
        } else {
            driftOnAKeyInDoubt(lab, application, round);
        }
    }

    /**
     * Once S exists, the source changes a cold row, the stream brings that, and then the target is damaged: all before T. So the
     * key is in doubt, and the row in the source's snapshot proves nothing.
     */
    private void driftOnAKeyInDoubt(Lab lab, Application application, int round) {
        int key = 5001 + round % 40;
        beforeTarget.set(() -> {
            lab.source.execute("shop", "UPDATE accounts SET version = version + 1 WHERE id = " + key);
            String version = "SELECT version FROM accounts WHERE id = " + key;
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> lab.target.query("shop", version).equals(lab.source.query("shop", version)));
            lab.target.execute("shop", "UPDATE accounts SET name = 'rogue' WHERE id = " + key);
        });
        injected.add("FIELD_MISMATCH " + key);
        injectedInDoubt++;
        assertVerdict(application, Verdict.DIVERGED, round);
        lab.target.execute("shop", "UPDATE accounts SET name = 'cold' WHERE id = " + key);
    }

    private static void assertVerdict(Application application, Verdict verdict, int round) {
        Finished finished = Lab.checksum(application);
        assertThat(finished.verdict())
                .as(
                        "round %d %s: %s, found %s",
                        round, finished.run().state(), finished.run().error(), Lab.found(application))
                .hasValue(verdict);
    }

    private long countInDoubt() {
        return inDoubt.stream().filter(keys -> keys > 0).count();
    }

    private RunListener findings() {
        return new RunListener() {
            @Override
            public void recorded(String run, Recorded recorded) {
                Discrepancy discrepancy = recorded.discrepancy();
                found.add(discrepancy.type() + " "
                        + RowKey.decode(discrepancy.place().subject()));
            }
        };
    }

    private WindowListener windows() {
        return new WindowListener() {
            @Override
            public void highNoted() {
                beforeTarget.getAndSet(() -> {}).run();
            }

            @Override
            public void opened(Window window) {
                inDoubt.add(window.lane().doubt().size());
            }
        };
    }
}
