package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.postgres.source.SlotAdmission;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class SlotGapTest {
    @TempDir
    Path spill;

    /**
     * While the slot is created, it waits twice for running transactions. A transaction that begins during the second wait and
     * whose commit is in the log before it ends is not streamed; if it waits for a synchronous standby, snapshots taken once the
     * slot exists don't hold it either.
     */
    @Test
    void aRowCommittedUnseenWhileTheSlotWasCreatedKeepsWindowsShutUntilItIsVisible() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.builder()
                        .setting("synchronous_standby_names", "nobody")
                        .setting("synchronous_commit", "local")
                        .start();
                SourceFixture source = new SourceFixture(
                        cluster, spill, "CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE x (id int)")) {
            MappedTable table = source.table("t", null);
            source.publication.ensure(List.of(table));
            CompletableFuture<StreamOrigin> creating;
            CompletableFuture<Void> hanging;
            try (Connection first = open(source);
                    Connection second = cluster.connect(source.database)) {
                creating = CompletableFuture.supplyAsync(() -> source.slot.create("test", source));
                String waited = awaitWaitingFor(source, null);
                assertThat(source.slot.creationWait().toString()).contains("pid ", "idle in transaction");
                begin(second);
                first.commit();
                awaitWaitingFor(source, waited);
                hanging = commitThatHangs(source);
                second.commit();
            }
            StreamOrigin origin = creating.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(source.slot.creationWait().isOver()).isTrue();
            SlotAdmission admission = new SlotAdmission(source.slot, origin);
            assertThat(source.value("SELECT count(*) FROM t")).isEqualTo(0L);
            assertThat(admission.obstacle(snapshot(source)))
                    .hasValueSatisfying(why -> assertThat(why).contains("pid ", "COMMIT"));

            source.execute("INSERT INTO t VALUES (2)");
            CollectingSink sink = new CollectingSink();
            try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
                stream.start(origin.start(), sink);
                List<ChangeEvent> events = sink.awaitEvents(1);
                sink.awaitPosition(source.markedPosition());
                assertThat(events).hasSize(1);
                assertThat(((ChangeEvent.Insert) events.get(0)).key().toString())
                        .isEqualTo("2");
            }

            source.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            hanging.join();
            await().atMost(CollectingSink.PATIENCE)
                    .until(() -> admission.obstacle(snapshot(source)).isEmpty());
            assertThat(source.slot.gapWait(origin.firstTransaction()).isOver()).isTrue();
            assertThat(source.value("SELECT count(*) FROM t")).isEqualTo(2L);
        }
    }

    private static Connection open(SourceFixture source) throws SQLException {
        Connection connection = source.cluster.connect(source.database);
        begin(connection);
        return connection;
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO x VALUES (1)");
        }
    }

    /** Returns the transaction that a session waits for, once it differs from the given one. */
    private static String awaitWaitingFor(SourceFixture source, @Nullable String before) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> String.valueOf(
                                source.value("SELECT max(transactionid::text) FROM pg_locks WHERE locktype ="
                                        + " 'transactionid' AND NOT granted")),
                        waited -> !waited.equals("null") && !waited.equals(before));
    }

    private static CompletableFuture<Void> commitThatHangs(SourceFixture source) {
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> {
            try (Connection connection = source.cluster.connect(source.database);
                    Statement statement = connection.createStatement()) {
                statement.execute("SET synchronous_commit = on");
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (1)");
                connection.commit();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        await().atMost(CollectingSink.PATIENCE).until(() -> Long.valueOf(1)
                .equals(source.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")));
        return hanging;
    }

    private static PostgresSnapshotContent snapshot(SourceFixture source) {
        return PostgresSnapshotContent.parse(String.valueOf(source.value("SELECT pg_current_snapshot()::text")));
    }

    @Test
    void theWaitNamesAPreparedTransaction() {
        try (SourceFixture source =
                new SourceFixture(PostgresCluster.shared(), spill, "CREATE TABLE t (id int PRIMARY KEY)")) {
            Lsn from = source.begin(List.of(source.table("t", null)));
            assertThat(from.value()).isPositive();
            long later = source.origin().orElseThrow().firstTransaction() + 1000;
            prepare(source);
            source.execute("INSERT INTO t VALUES (2)");
            assertThat(source.slot.gapWait(later).toString()).contains("prepared transaction left over");
            source.execute("ROLLBACK PREPARED 'left over'");
            assertThat(source.slot.gapWait(later).isOver()).isTrue();
        }
    }

    private static void prepare(SourceFixture source) {
        try (Connection connection = source.cluster.connect(source.database);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("PREPARE TRANSACTION 'left over'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
