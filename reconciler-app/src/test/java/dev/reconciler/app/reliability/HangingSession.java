package dev.reconciler.app.reliability;

import static org.awaitility.Awaitility.await;

import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A session whose commit waits for a standby: the log contains its writes, but no snapshot shows them until the wait ends. */
final class HangingSession implements AutoCloseable {
    private final PostgresCluster cluster;
    private final Connection connection;
    private final int pid;
    private CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);

    HangingSession(PostgresCluster cluster, Connection connection) throws SQLException {
        this.cluster = cluster;
        this.connection = connection;
        this.pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        connection.setAutoCommit(false);
    }

    int pid() {
        return pid;
    }

    HangingSession execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = on");
            statement.execute(sql);
        }
        return this;
    }

    /** Commits on a thread of its own; returns when the commit is in the log and waits. */
    HangingSession commit() {
        startCommit();
        await().atMost(Duration.ofSeconds(60)).until(this::isWaiting);
        return this;
    }

    /** Tries a commit; returns whether it hangs. False if it came through. */
    boolean commitWaits() {
        startCommit();
        await().atMost(Duration.ofSeconds(60)).until(() -> commit.isDone() || isWaiting());
        return !commit.isDone();
    }

    private void startCommit() {
        commit = CompletableFuture.runAsync(() -> {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    boolean isWaiting() {
        return !cluster.query(
                        "shop", "SELECT 1 FROM pg_stat_activity WHERE pid = " + pid + " AND wait_event = 'SyncRep'")
                .isEmpty();
    }

    /** Ends the wait, as an administrator would: the transaction becomes visible. */
    void release() {
        cluster.execute("shop", "SELECT pg_cancel_backend(" + pid + ")");
        commit.join();
    }

    @Override
    public void close() throws SQLException {
        if (!commit.isDone()) {
            release();
        }
        connection.close();
    }
}
