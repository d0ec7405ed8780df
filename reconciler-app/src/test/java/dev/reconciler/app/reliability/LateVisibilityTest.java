package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Under synchronous replication the log is ahead of the snapshots while a standby is unreachable, and has another order. */
@Tag("system")
class LateVisibilityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> inDoubt = new ConcurrentSkipListSet<>();
    private Lab lab;

    @BeforeEach
    void start() {
        lab = new Lab();
        lab.fillBoth(20, 2);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void aCommitThatNoSnapshotSeesYetIsNeitherAFalseAlarmNorABlindSpot() throws Exception {
        try (Application application = open("live", "");
                Streaming stream = Lab.stream(application);
                HangingSession hanging = lab.hanging()) {
            lab.loseStandby();
            hanging.execute("UPDATE accounts SET balance = balance + 1, version = 2 WHERE id = 1")
                    .execute("DELETE FROM lines WHERE order_id = 2000001 AND line_no = 2")
                    .execute("INSERT INTO orders VALUES (3000099, 't0', 3, 'late', NULL, 1)")
                    .commit();
            // Behind it in the log, but visible at once: an inversion.
            lab.source.execute("shop", "UPDATE accounts SET balance = balance + 2, version = 2 WHERE id = 2");
            awaitTarget("SELECT 1 FROM accounts WHERE id IN (1, 2) AND version = 2", 2);
            assertThat(lab.source.query("shop", "SELECT 1 FROM accounts WHERE id = 1 AND version = 2"))
                    .isEmpty();

            assertVerdict(application, Verdict.AGREED);
            assertThat(inDoubt).contains("accounts 1", "lines 2000001,2", "orders 3000099");
            assertThat(Lab.found(application)).isEmpty();

            lab.target.execute(
                    "shop",
                    "UPDATE accounts SET balance = 0 WHERE id = 1",
                    "INSERT INTO lines VALUES (2000001, 2, 't2', 2, 9.90, 1)",
                    "DELETE FROM orders WHERE id = 3000099");
            assertVerdict(application, Verdict.DIVERGED);
            assertThat(new TreeSet<>(Lab.found(application).stream()
                            .map(LateVisibilityTest::text)
                            .toList()))
                    .containsExactly(
                            "EXTRA_IN_TARGET public.lines 2000001,2",
                            "FIELD_MISMATCH public.accounts 1",
                            "MISSING_IN_TARGET public.orders 3000099");

            hanging.release();
            assertVerdict(application, Verdict.DIVERGED);
            // Now that the missing row's tenant is known, the discrepancy recorded without one is healed.
            assertThat(Lab.found(application).stream()
                            .filter(found -> found.state().isOpen()))
                    .hasSize(3);
        }
    }

    /** The slot waits twice for running transactions; the stream lacks transactions that begin during the second wait. */
    @Test
    void aCommitUnseenWhileTheSlotWasCreatedIsNotLostToTheBackfill() throws Exception {
        lab.target.execute("shop", "TRUNCATE accounts, orders, lines");
        lab.source.execute("shop", "CREATE TABLE other (id int)");
        lab.loseStandby();
        try (Application application = open("backfill", "windows: {openTimeout: 2s}");
                HangingSession hanging = lab.hanging()) {
            CompletableFuture<Streaming> starting;
            try (Connection first = writing();
                    Connection second = lab.source.connect("shop")) {
                starting = CompletableFuture.supplyAsync(() -> Lab.stream(application));
                String waited = awaitWaitingFor(null);
                write(second);
                first.commit();
                awaitWaitingFor(waited);
                hanging.execute("INSERT INTO accounts VALUES (99, 't0', 'in the gap', 1, 1)")
                        .execute("UPDATE orders SET state = 'in the gap' WHERE id = 7000001")
                        .commit();
                second.commit();
            }
            try (Streaming stream = starting.orTimeout(60, TimeUnit.SECONDS).join()) {
                Finished refused = Lab.run(application, JobKind.BACKFILL);
                assertThat(refused.run().state()).isEqualTo(RunState.FAILED);
                assertThat(refused.run().error())
                        .contains("no source snapshot could be used", "pid " + hanging.pid(), "COMMIT");
                assertThat(lab.target.query("shop", "SELECT id FROM accounts")).isEmpty();

                hanging.release();
                Finished filled = Lab.run(application, JobKind.BACKFILL);
                assertThat(filled.run().state()).as(filled.run().error()).isEqualTo(RunState.SUCCEEDED);
                assertVerdict(application, Verdict.AGREED);
                assertThat(lab.target.query("shop", "SELECT id FROM accounts WHERE name = 'in the gap'"))
                        .hasSize(1);
                assertThat(lab.differences()).isEmpty();
                assertThat(Lab.found(application)).isEmpty();
            }
        }
    }

    private Connection writing() throws SQLException {
        Connection connection = lab.source.connect("shop");
        write(connection);
        return connection;
    }

    private static void write(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO other VALUES (1)");
        }
    }

    /** Returns the transaction that the slot's creation waits for, once it is another than the given one. */
    private String awaitWaitingFor(@Nullable String before) {
        String sql =
                "SELECT max(transactionid::text) AS t FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted";
        return await().atMost(PATIENCE)
                .until(
                        () -> String.valueOf(
                                lab.source.query("shop", sql).get(0).get("t")),
                        waited -> !waited.equals("null") && !waited.equals(before));
    }

    private Application open(String initial, String more) {
        return Application.open(lab.config(initial, more), RunListener.NONE, new WindowListener() {
            @Override
            public void opened(Window window) {
                for (String table : Lab.TABLES) {
                    window.lane().doubt().of("public." + table).keySet().forEach(key -> inDoubt.add(table + " " + key));
                }
            }
        });
    }

    private static String text(Discrepancy discrepancy) {
        return discrepancy.type() + " " + discrepancy.place().table() + " "
                + RowKey.decode(discrepancy.place().subject());
    }

    private static void assertVerdict(Application application, Verdict verdict) {
        Finished finished = Lab.checksum(application);
        assertThat(finished.verdict()).as(finished.run().error()).hasValue(verdict);
    }

    private void awaitTarget(String sql, int rows) {
        await().atMost(PATIENCE).until(() -> lab.target.query("shop", sql).size() == rows);
    }
}
