package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers stop, reject writes or change during a running pipeline: it waits, reports it, and resumes by itself. */
@Tag("system")
class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger windows = new AtomicInteger();
    private final AtomicReference<Runnable> whenOpen = new AtomicReference<>(() -> {});
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
    void restartsOfEitherServerAreSurvivedWithoutHelp() {
        try (Application application = open();
                Streaming stream = Lab.stream(application, listener())) {
            changeAndAwait();
            lab.source.restart();
            changeAndAwait();
            lab.target.stop();
            change();
            change();
            lab.target.start();
            await().atMost(PATIENCE).until(lab::isEqual);
            lab.target.crash();
            lab.target.start();
            changeAndAwait();
            lab.source.crash();
            lab.source.start();
            changeAndAwait();
            assertVerdict(application, Verdict.AGREED);
            assertThat(lab.parkedEvents()).isEmpty();
            assertThat(stream.isRunning()).isTrue();
        }
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

    @Test
    void aTargetTableAlteredDuringARunVoidsTheWindowAndGivesNoVerdict() {
        try (Application application = open();
                Streaming stream = Lab.stream(application, listener())) {
            whenOpen.set(() -> lab.target.execute("shop", "ALTER TABLE accounts ADD COLUMN extra int DEFAULT 7"));
            assertVerdict(application, Verdict.AGREED);
            assertThat(windows).hasValue(2);

            whenOpen.set(() -> lab.target.execute("shop", "TRUNCATE lines"));
            windows.set(0);
            assertVerdict(application, Verdict.DIVERGED);
            assertThat(windows).hasValueGreaterThanOrEqualTo(2);
            assertThat(Lab.found(application))
                    .hasSize(120)
                    .allMatch(d -> d.place().table().equals("public.lines"));

            lab.target.execute("shop", "ALTER TABLE accounts RENAME COLUMN balance TO saldo");
            Finished none = Lab.checksum(application);
            assertThat(none.verdict()).isEmpty();
            assertThat(none.run().error()).contains("balance");
            assertThat(Lab.found(application)).hasSize(120);
        }
    }

    @Test
    void columnAddedToTheSourceIsReportedAndTheStreamContinues() {
        try (Application application = open();
                Streaming stream = Lab.stream(application, listener())) {
            changeAndAwait();
            lab.source.execute("shop", "ALTER TABLE accounts ADD COLUMN extra int DEFAULT 7");
            change();

            await().atMost(PATIENCE).until(() -> told.stream().anyMatch(t -> t.startsWith("schema public.accounts")));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            lab.target.query("shop", "SELECT 1 FROM accounts WHERE version = " + version))
                    .hasSize(30));
            assertThat(told).anyMatch(t -> t.contains("extra") && t.endsWith("compatible"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(application
                            .stores()
                            .records()
                            .discrepancies()
                            .open(application.config().pipeline(), "public.accounts", "", 1_000))
                    .extracting(Discrepancy::type)
                    .containsExactly(DiscrepancyType.SCHEMA_DRIFT));
            assertVerdict(application, Verdict.AGREED);
            assertThat(lab.parkedEvents()).isEmpty();
        }
    }

    private Application open() {
        return Application.open(
                lab.config("live", "windows: {openTimeout: 60s}"), RunListener.NONE, new WindowListener() {
                    @Override
                    public void opened(Window window) {
                        windows.incrementAndGet();
                        whenOpen.getAndSet(() -> {}).run();
                    }
                });
    }

    private ApplyListener listener() {
        return new ApplyListener() {
            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                told.add("waiting " + because.getMessage());
            }

            @Override
            public void schemaChanged(ChangeEvent.SchemaChanged change) {
                told.add("schema " + change.table() + " " + change.what()
                        + (change.incompatible() ? " incompatible" : " compatible"));
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
            COMMIT\
            """.formatted(900_000_000 + version));
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
