package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that refuses writes under a running pipeline: the stream waits, says so, and goes on by itself. */
class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Lab lab;
    private int version = 1;

    @BeforeEach
    void start() {
        lab = new Lab();
        lab.fillBoth(30, 2);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void aReadOnlyTargetMakesTheStreamWaitAndNothingIsLost() {
        try (Application application = open();
                Streaming stream = Lab.stream(application, listener())) {
            changeAndAwait();
            lab.target.execute(
                    "postgres",
                    "ALTER DATABASE shop SET default_transaction_read_only = on",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'");
            long applied = lab.applied();
            change();
            await().atMost(PATIENCE).until(() -> told.stream().anyMatch(t -> t.contains("read-only")));
            assertThat(lab.applied()).isEqualTo(applied);
            assertThat(lab.isEqual()).isFalse();

            lab.target.execute("postgres", "ALTER DATABASE shop RESET default_transaction_read_only");

            await().atMost(PATIENCE).until(lab::isEqual);
            changeAndAwait();
            assertVerdict(application, Verdict.AGREED);
            assertThat(lab.parkedEvents()).isEmpty();
        }
    }

    private Application open() {
        return Application.open(lab.config("live", "windows: {openTimeout: 60s}"), RunListener.NONE);
    }

    private ApplyListener listener() {
        return new ApplyListener() {
            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                told.add("waiting " + because.getMessage());
            }
        };
    }

    private void change() {
        version++;
        lab.source.execute("shop", """
                BEGIN;
                UPDATE accounts SET version = version + 1;
                INSERT INTO orders VALUES (%1$d, 't0', 1, 'new', NULL, 1);
                INSERT INTO lines VALUES (%1$d, 1, 't0', 1, 1, 1);
                COMMIT""".formatted(900_000_000 + version));
    }

    private void changeAndAwait() {
        change();
        await().atMost(PATIENCE).until(lab::isEqual);
    }

    private static void assertVerdict(Application application, Verdict verdict) {
        Finished finished = Lab.checksum(application);
        assertThat(finished.verdict()).as(finished.run().error()).hasValue(verdict);
    }
}
