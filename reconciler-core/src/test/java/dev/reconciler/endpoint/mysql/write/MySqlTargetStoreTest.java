package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.Proxies;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers that meet each other, and transactions that the server ends. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlTargetStoreTest {
    @Parameter
    Flavor flavor;

    private MySqlTarget target;

    @BeforeEach
    void open() {
        target = new MySqlTarget(flavor, "CREATE TABLE t (id int PRIMARY KEY, v int)");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private Checkpoint checkpoint() {
        return target.commit(TargetTransaction::lockCheckpoint);
    }

    /** A writer whose lease is over has locked the checkpoint first: its batch is not lost, and not applied twice. */
    @Test
    void successorWaitsForAnOpenBatchAndContinuesFromIt() throws Exception {
        Checkpoint old = target.store(Duration.ZERO).acquireLease("a");
        try (TargetTransaction batch = target.store().begin()) {
            batch.lockCheckpoint();
            CompletableFuture<Checkpoint> successor =
                    CompletableFuture.supplyAsync(() -> target.store().acquireLease("b"));
            target.awaitLockWait();
            batch.advance(old, target.to(old, 1));
            batch.commit();
            assertThat(get(successor)).isEqualTo(new Checkpoint(2, 1, target.position(100)));
        }
    }

    /** The successor was first: the batch that began before finds another epoch. */
    @Test
    void batchThatWasOvertakenByASuccessorIsRefused() {
        Checkpoint old = target.store(Duration.ZERO).acquireLease("a");
        try (TargetTransaction batch = target.store().begin()) {
            batch.notes().markDirty("t", List.of(), "nothing");
            target.store().acquireLease("b");
            assertThatThrownBy(() -> batch.advance(old, target.to(old, 1)))
                    .isInstanceOf(DeposedException.class)
                    .hasMessageContaining("b took it at")
                    .hasMessageContaining("the lease of a was valid until");
        }
        assertThat(checkpoint()).isEqualTo(new Checkpoint(2, 0, target.position(0)));
    }

    @Test
    void ofTwoWritersThatTakeTheLeaseAtOnceOneGetsIt() throws Exception {
        target.store(Duration.ZERO).acquireLease("before");
        try (Connection other = target.session()) {
            Sql.execute(other, "SELECT 1 FROM reconciler.lease WHERE pipeline = 'shop' FOR UPDATE");
            List<CompletableFuture<Checkpoint>> writers = Stream.of("a", "b")
                    .map(name ->
                            CompletableFuture.supplyAsync(() -> target.store().acquireLease(name)))
                    .toList();
            target.awaitLockWaits(2);
            other.rollback();
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> done)
                    .get(30, TimeUnit.SECONDS);
            assertThat(writers.stream().filter(each -> !each.isCompletedExceptionally()))
                    .hasSize(1)
                    .first()
                    .extracting(CompletableFuture::join)
                    .isEqualTo(new Checkpoint(2, 0, target.position(0)));
            assertThat(writers.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(1)
                    .allSatisfy(each -> assertThatThrownBy(each::join).hasCauseInstanceOf(DeposedException.class));
        }
    }

    @Test
    void leaseIsTakenWhereTheCheckpointIsOlderThanTheLeasesTable() {
        target.execute("INSERT INTO reconciler.checkpoint VALUES ('shop', 7, 40, '4000')");
        assertThat(target.store().acquireLease("a")).isEqualTo(new Checkpoint(8, 40, target.position(4_000)));
    }

    @Test
    void sameProcessTakesItsOwnLeaseAgain() {
        Checkpoint first = target.store().acquireLease("a");
        assertThat(target.store().acquireLease("a").epoch()).isEqualTo(first.epoch() + 1);
        assertThatThrownBy(() -> target.store().renewLease(first.epoch())).isInstanceOf(DeposedException.class);
    }

    @Test
    void renewalDoesNotWaitForAnOpenBatch() {
        Checkpoint start = target.store().acquireLease("a");
        try (TargetTransaction batch = target.store().begin()) {
            batch.lockCheckpoint();
            Lease before = target.store().lease().orElseThrow();
            target.store().renewLease(start.epoch());
            assertThat(target.store().lease().orElseThrow().isRenewalOf(before)).isTrue();
        }
    }

    @Test
    void nothingCommitsUnderTheCheckpointsLock() throws Exception {
        Checkpoint start = target.store().acquireLease("a");
        try (TargetTransaction correction = target.store().begin()) {
            correction.lockCheckpoint();
            CompletableFuture<Checkpoint> batch = CompletableFuture.supplyAsync(() -> target.commit(t -> {
                t.lockCheckpoint();
                t.advance(start, target.to(start, 1));
                return target.to(start, 1);
            }));
            target.awaitLockWait();
            assertThat(target.rows("SELECT sequence FROM reconciler.checkpoint"))
                    .containsExactly("0");
            correction.commit();
            assertThat(get(batch).sequence()).isEqualTo(1);
        }
    }

    /** After a deadlock the server would take the rest of the batch as a new transaction, without the lock. */
    @Test
    void batchThatADeadlockRolledBackCanNotCommitItsRest() throws Exception {
        Checkpoint start = target.store().acquireLease("a");
        target.execute("INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)");
        try (Connection other = target.session();
                TargetTransaction batch = target.store().begin()) {
            batch.lockCheckpoint();
            batch.notes().setTableState("t", new TableState.Live());
            // The server rolls back the transaction that has changed fewer rows.
            Sql.update(other, "UPDATE t SET v = 1");
            CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return Sql.update(
                            other, "UPDATE reconciler.checkpoint SET position = position WHERE pipeline = 'shop'");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            target.awaitLockWait();

            WriteFailedException deadlock = catchThrowableOfType(
                    WriteFailedException.class,
                    () -> batch.attempt(
                            () -> batch.rows().lock(Mappings.of(target, "t", "id*", "v"), List.of(RowKey.of("1")))));
            assertThat(deadlock.violation()).isEqualTo(Violation.TRANSACTION_LOST);
            assertThat(deadlock.kind()).isEqualTo(Kind.RETRY);
            assertThat(get(waiting)).isEqualTo(1);
            other.rollback();

            batch.advance(start, target.to(start, 1));
            WriteFailedException refused = catchThrowableOfType(WriteFailedException.class, batch::commit);
            assertThat(refused.violation()).isEqualTo(Violation.TRANSACTION_LOST);
            assertThat(refused.kind()).isEqualTo(Kind.RETRY);
        }
        assertThat(checkpoint()).isEqualTo(start);
        assertThat(target.rows("SELECT state FROM reconciler.table_state")).isEmpty();
    }

    @Test
    void savepointsSurviveFailedStatementsInsideThem() {
        target.commit(transaction -> {
            transaction.notes().setTableState("kept", new TableState.Live());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> transaction.attempt(() -> {
                            transaction.notes().setTableState("lost", new TableState.Live());
                            return transaction.attempt(() -> {
                                transaction.notes().setTableState("x".repeat(400), new TableState.Live());
                                return true;
                            });
                        }))
                        .isInstanceOf(WriteFailedException.class)
                        .extracting(failure -> ((WriteFailedException) failure).violation())
                        .isEqualTo(Violation.TOO_LONG);
            }
            return transaction.attempt(() -> {
                transaction.notes().setTableState("also", new TableState.Live());
                return true;
            });
        });
        assertThat(target.rows("SELECT table_id FROM reconciler.table_state ORDER BY 1"))
                .containsExactly("also", "kept");
    }

    /** A user's query may name a table without its database. */
    @Test
    void migrationLeavesSessionsInTheirDatabase() throws SQLException {
        MySqlTargetSchema.migrate(target.pool);
        assertThat(Sql.<String>with(
                        target.pool, connection -> Sql.one(connection, "SELECT database()", row -> row.getString(1))))
                .isEqualTo(target.database);
    }

    @Test
    void batchWhoseSessionWasKilledIsLost() {
        Checkpoint start = target.store().acquireLease("a");
        try (TargetTransaction batch = target.store().begin()) {
            batch.advance(start, target.to(start, 1));
            target.killSessions();
            WriteFailedException lost = catchThrowableOfType(WriteFailedException.class, batch::commit);
            assertThat(lost.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(lost.violation()).isEqualTo(Violation.TRANSACTION_LOST);
        }
        assertThat(checkpoint()).isEqualTo(start);
    }

    /** The server commits, and its answer is lost. */
    @Test
    void commitWithoutAnAnswerIsInDoubtAndTheCheckpointTells() {
        Checkpoint start = target.store().acquireLease("a");
        DataSource deaf = Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, target.pool, arguments);
            return result instanceof Connection connection ? deaf(connection) : result;
        });
        MySqlTargetStore store = new MySqlTargetStore(
                deaf, MySqlTarget.PIPELINE, MySqlTarget.Place.FORMAT, MySqlTargetSettings.defaults());
        try (TargetTransaction batch = store.begin()) {
            batch.advance(start, target.to(start, 1));
            WriteFailedException doubt = catchThrowableOfType(WriteFailedException.class, batch::commit);
            assertThat(doubt).hasMessageContaining("in doubt");
            assertThat(doubt.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(doubt.violation()).isEqualTo(Violation.TRANSACTION_LOST);
        }
        assertThat(checkpoint()).isEqualTo(target.to(start, 1));
    }

    private static Connection deaf(Connection connection) {
        return Proxies.of(Connection.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, connection, arguments);
            if (method.getName().equals("commit")) {
                throw new SQLException("Communications link failure", "08S01");
            }
            return result;
        });
    }

    @Test
    void lockTimeoutOfAStatementLeavesTheTransaction() throws SQLException {
        Checkpoint start = target.store().acquireLease("a");
        target.execute(
                "INSERT INTO reconciler.table_state (pipeline, table_id, state) VALUES ('shop', 'held', 'LIVE')");
        try (Connection other = target.session();
                TargetTransaction batch = target.store(Duration.ofSeconds(30), Duration.ofSeconds(1))
                        .begin()) {
            Sql.execute(other, "SELECT 1 FROM reconciler.table_state WHERE table_id = 'held' FOR UPDATE");
            batch.advance(start, target.to(start, 1));
            WriteFailedException timeout = catchThrowableOfType(
                    WriteFailedException.class,
                    () -> batch.attempt(() -> {
                        batch.notes().setTableState("held", new TableState.Pending());
                        return true;
                    }));
            assertThat(timeout.kind()).isEqualTo(Kind.RETRY);
            assertThat(timeout.violation()).isEqualTo(Violation.TRANSIENT);
            batch.commit();
        }
        assertThat(checkpoint()).isEqualTo(target.to(start, 1));
    }

    @Test
    void textThatDiffersInCaseOrBlanksIsAnother() {
        List<String> names = List.of("a", "A", "a ", "\u00e1", "a\u0301");
        for (String name : names) {
            MySqlTargetStore store =
                    new MySqlTargetStore(target.pool, name, MySqlTarget.Place.FORMAT, MySqlTargetSettings.defaults());
            assertThat(store.acquireLease(name).epoch()).isEqualTo(1);
            assertThat(store.lease().orElseThrow().owner()).isEqualTo(name);
        }
        target.commit(transaction -> {
            for (String name : names) {
                transaction.notes().setTableState(name, new TableState.Paused(name, null));
                transaction.notes().markDirty("t", List.of(RowKey.of(name)), name);
            }
            transaction.notes().markDirty("t", List.of(RowKey.of("k".repeat(100_000))), "long");
            transaction.notes().clearDirty("t", List.of(RowKey.of("A")));
            assertThat(transaction.notes().tableStates()).hasSize(names.size());
            assertThat(transaction.notes().dirty("t", 10))
                    .extracting(each -> each.key().parts().get(0))
                    .containsExactly("a", "a ", "\u00e1", "a\u0301", "k".repeat(100_000));
            return null;
        });
    }
}
