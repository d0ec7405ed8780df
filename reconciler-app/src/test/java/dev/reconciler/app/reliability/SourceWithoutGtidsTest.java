package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.WindowListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A MySQL source with {@code gtid_mode=OFF}, replicated: differences are confirmed by a second reading, and not called proven. */
@Tag("system")
class SourceWithoutGtidsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PIPELINE = "anonymous";

    private final MySqlFamilyServer server = MySqlFamilyServer.builder(Flavor.MYSQL)
            .settings(Map.of("gtid_mode", "OFF", "enforce_gtid_consistency", "OFF"))
            .start();
    private final ShopDatabase source = ShopDatabase.of(server, "anonymous_source");
    private final ShopDatabase target = ShopDatabase.postgres("anonymous_target");
    private final Deque<Runnable> betweenSnapshots = new ArrayDeque<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        source.seed(20);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ReconcilerConfig config() throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: %s
                source: %s
                target: %s
                tables:
                  - {source: customers, tenant: {column: tenant_id}}
                  - {source: orders, tenant: {column: tenant_id}}
                observe: {settle: 300ms}
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                apply: {spillDirectory: %s}
                correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, FIELD_MISMATCH: auto},
                  breaker: {rows: 100, percent: 100}}
                """.formatted(
                        PIPELINE, source.configuration(), target.configuration(), directory.resolve("spill"))));
    }

    private Application open() throws IOException {
        WindowListener windows = new WindowListener() {
            @Override
            public void highNoted() {
                Runnable next = betweenSnapshots.poll();
                if (next != null) {
                    next.run();
                }
            }
        };
        return Application.open(config(), RunListener.NONE, new Application.Hooks(windows, CorrectionHooks.NONE));
    }

    private static void requireEqual(Application application) {
        assertThat(Lab.run(application, JobKind.CHECKSUM).results()).allSatisfy(result -> {
            assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.AGREED);
            assertThat(result.note()).contains("confirmed, not proven: the source has no GTIDs (gtid_mode=OFF)");
        });
    }

    private void awaitBalance(int customer, String balance) {
        await().atMost(PATIENCE)
                .until(() -> target.query("SELECT balance::text AS b FROM customers WHERE id = " + customer)
                        .get(0)
                        .get("b")
                        .equals(balance));
    }

    /** The commit waits for a semi-synchronous replica, for longer than several settle times. */
    private void requireNoDifferenceWhileACommitIsStreamedAndNotVisible(Application application) {
        server.execute(
                "",
                "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                "SET GLOBAL rpl_semi_sync_source_timeout = 1000000",
                "SET GLOBAL rpl_semi_sync_source_enabled = ON");
        CompletableFuture<Void> commit =
                CompletableFuture.runAsync(() -> source.execute("UPDATE customers SET balance = 80.00 WHERE id = 5"));
        awaitBalance(5, "80.00");
        assertThat(source.query("SELECT balance FROM customers WHERE id = 5").get(0))
                .hasToString("{balance=7.50}");
        requireEqual(application);
        requireEqual(application);
        server.execute("", "SET GLOBAL rpl_semi_sync_source_enabled = OFF");
        commit.join();
        requireEqual(application);
    }

    @Test
    void verdictsAreProvenOnceGtidsAreOnAndThereIsNoneIfTheyAreSwitchedOffMeanwhile() throws IOException {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            server.execute(
                    "",
                    "SET GLOBAL enforce_gtid_consistency = ON",
                    "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                    "SET GLOBAL gtid_mode = ON_PERMISSIVE");
            source.execute("UPDATE customers SET balance = 78.00 WHERE id = 2");
            awaitBalance(2, "78.00");
            server.execute("", "SET GLOBAL gtid_mode = ON");
        }
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            source.execute("UPDATE customers SET balance = 79.00 WHERE id = 2");
            awaitBalance(2, "79.00");
            target.execute("UPDATE customers SET name = 'wrong' WHERE id = 3");
            assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                    .allSatisfy(result -> assertThat(result.note()).doesNotContain("confirmed"))
                    .extracting(RunResult::verdict)
                    .contains(Verdict.DIVERGED);
            assertThat(Lab.found(application, PIPELINE)).hasSize(1);

            server.execute("", "SET GLOBAL gtid_mode = ON_PERMISSIVE");
            target.execute("UPDATE customers SET name = 'wrong' WHERE id = 4");
            assertThat(Lab.run(application, JobKind.CHECKSUM).results()).allSatisfy(result -> {
                assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.NOT_VERIFIED);
                assertThat(result.note()).contains("ceased to prove", "gtid_mode=ON_PERMISSIVE");
            });
            assertThat(Lab.found(application, PIPELINE)).hasSize(1);
        }
    }

    @Test
    void differencesAreConfirmedAndCorrectedWhileRowsThatChangeAreNoneAndTheStreamResumes() throws IOException {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            requireEqual(application);

            for (int window = 1; window <= 3; window++) {
                betweenSnapshots.add(() -> source.execute("UPDATE customers SET balance = balance + 1 WHERE id = 1"));
            }
            requireEqual(application);
            betweenSnapshots.clear(); // a further write would wait behind the commit, in this thread
            requireNoDifferenceWhileACommitIsStreamedAndNotVisible(application);
            assertThat(Lab.found(application, PIPELINE)).isEmpty();
        }

        source.execute("UPDATE customers SET balance = 77.00 WHERE id = 2", "FLUSH BINARY LOGS");
        source.execute("INSERT INTO customers VALUES (21, 'acme', 'new', 1)");
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            awaitBalance(2, "77.00");
            requireEqual(application);

            target.execute(
                    "UPDATE customers SET name = 'wrong' WHERE id = 3",
                    "DELETE FROM orders WHERE id = 4",
                    "DELETE FROM customers WHERE id = 21");
            List<RunResult> results = Lab.run(application, JobKind.CHECKSUM).results();
            assertThat(results)
                    .filteredOn(result -> result.verdict() == Verdict.DIVERGED)
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result.note()).contains("confirmed, not proven"));
            assertThat(Lab.found(application, PIPELINE))
                    .extracting(each ->
                            each.type() + " " + RowKey.decode(each.place().subject()) + " " + each.state())
                    .containsExactlyInAnyOrder(
                            "FIELD_MISMATCH 3 " + DiscrepancyState.AUTO_CORRECTED,
                            "MISSING_IN_TARGET 4 " + DiscrepancyState.AUTO_CORRECTED,
                            "MISSING_IN_TARGET 21 " + DiscrepancyState.AUTO_CORRECTED);
            requireEqual(application);
            assertThat(target.texts("customers")).isEqualTo(source.texts("customers"));
            assertThat(target.texts("orders")).isEqualTo(source.texts("orders"));
        }
    }
}
