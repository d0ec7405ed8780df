package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static dev.reconciler.cdc.testing.Transactions.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.testing.PostgresTarget;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The target's server crashes repeatedly under a running stream. */
@Tag("db")
class TargetCrashTest {
    private static final int ROWS = 6000;

    @Test
    void crashesOfTheTargetRepeatNothingAndLoseNothing() throws Exception {
        ApplySettings settings =
                new ApplySettings(20, 200, Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(200));
        List<DeposedException> deposed = new CopyOnWriteArrayList<>();
        ApplyListener told = new ApplyListener() {
            @Override
            public void deposed(DeposedException because) {
                deposed.add(because);
            }
        };
        try (PostgresCluster cluster = PostgresCluster.builder().start();
                PostgresTarget target = PostgresTarget.shop(cluster)) {
            Applier applier = target.applier(ApplyHooks.NONE, settings, TenantScope.all(), told, position -> {});
            Transactions source = new Transactions();
            try (ApplyLoop loop = new ApplyLoop(applier, settings, System::nanoTime, told, "apply-crash")) {
                loop.start();
                Thread stream = new Thread(() -> stream(loop, source));
                stream.start();
                for (int crash = 1; crash <= 3; crash++) {
                    long reached = crash * 1000L;
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> applier.checkpoint().sequence() >= reached);
                    cluster.crash();
                    cluster.start();
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> applier.checkpoint().sequence() == ROWS);
                stream.join();
            }

            assertThat(deposed).isEmpty();
            assertThat(target.ledger())
                    .extracting(LedgerTransaction::sequence)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, ROWS).boxed().toList());
            assertThat(target.rows("SELECT count(*), sum(id), count(DISTINCT email) AS emails FROM customers WHERE"
                            + " note = 'second'"))
                    .containsExactly("3000|4498500|3000");
            assertThat(target.parked()).isEmpty();
        }
    }

    private static void stream(ApplyLoop loop, Transactions source) {
        try {
            for (int i = 0; i < ROWS / 2; i++) {
                loop.accept(source.of(insert(CUSTOMERS, i, "a", "e" + i, "first")));
                loop.accept(source.of(update(CUSTOMERS, i, "a", "f" + i, "second")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
