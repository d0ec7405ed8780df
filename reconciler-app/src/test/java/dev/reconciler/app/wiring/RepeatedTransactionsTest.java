package dev.reconciler.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deadlock, forced: each of two transactions has the row that the other one wants. */
@Tag("db")
class RepeatedTransactionsTest {
    private final CountDownLatch bothHoldARow = new CountDownLatch(2);
    private final AtomicInteger attempts = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void transactionThatADeadlockRolledBackIsRepeated(Flavor flavor) throws Exception {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String database = server.createDatabase("deadlock");
        server.execute(
                database,
                "CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL)",
                "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
        Jdbi control = Stores.repeating(server.dataSource(database));

        CompletableFuture<Void> stores =
                CompletableFuture.runAsync(() -> control.useTransaction(transaction -> small(transaction)));
        try (Connection other = server.connect(database)) {
            large(other);
        }
        stores.get(30, TimeUnit.SECONDS);

        assertThat(attempts).hasValue(2);
        assertThat(server.query(database, "SELECT v FROM t ORDER BY id"))
                .extracting(row -> row.get("v"))
                .containsExactly(11, 11, 10, 10, 10, 10);
    }

    /** The server gives up the transaction that has changed fewer rows. */
    private void small(Handle transaction) {
        attempts.incrementAndGet();
        transaction.execute("UPDATE t SET v = v + 1 WHERE id = 1");
        awaitTheOther();
        transaction.execute("UPDATE t SET v = v + 1 WHERE id = 2");
    }

    private void large(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE t SET v = v + 10 WHERE id > 1");
            awaitTheOther();
            statement.execute("UPDATE t SET v = v + 10 WHERE id = 1");
            connection.commit();
        }
    }

    private void awaitTheOther() {
        bothHoldARow.countDown();
        try {
            assertThat(bothHoldARow.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
