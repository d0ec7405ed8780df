package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.SnapshotContent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerPruningTest {
    private static final SnapshotContent EVERYTHING = transaction -> true;

    private final Target target = new Target();
    private final PostgresLedgerPruning pruning = new PostgresLedgerPruning(target.pool, Target.PIPELINE);

    /** Four rows: sequences 1-3, 4, 5 in two pieces, 6-7; the id of sequence n is 100 + n. */
    @BeforeEach
    void fill() {
        append(Target.transaction(1, 101, "a"), Target.transaction(2, 102, "b"), Target.transaction(3, 103, "a"));
        append(Target.transaction(4, 104, "c"));
        target.commit(t -> {
            t.appendLedger(List.of(Target.transaction(5, 105, "p1", "p2")));
            t.appendLedger(List.of(Target.transaction(5, 105, "p3")));
            return null;
        });
        append(Target.transaction(6, 106, "d"), Target.transaction(7, 107, "e"));
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void append(LedgerTransaction... transactions) {
        target.commit(t -> {
            t.appendLedger(List.of(transactions));
            return null;
        });
    }

    private List<LedgerTransaction> read(long after) {
        List<LedgerTransaction> read = new ArrayList<>();
        target.commit(t -> {
            t.ledger().read(after, read::add);
            return null;
        });
        return read;
    }

    private static List<Long> sequences(List<LedgerTransaction> transactions) {
        return transactions.stream().map(LedgerTransaction::sequence).toList();
    }

    private static SnapshotContent allBut(long... running) {
        return new PostgresSnapshotContent(
                running[0], 1000, LongStream.of(running).sorted().toArray());
    }

    @Test
    void theLedgerIsReadInOrderWithEveryPieceAndFromWithinARow() {
        assertThat(sequences(read(0))).containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 6L, 7L);
        assertThat(sequences(read(2))).startsWith(3L, 4L);
        assertThat(read(4).get(0)).isEqualTo(Target.transaction(5, 105, "p1", "p2"));
        assertThat(read(4).get(1)).isEqualTo(Target.transaction(5, 105, "p3"));
        assertThat(sequences(read(7))).isEmpty();
    }

    @Test
    void onlyAPrefixOfWholeRowsIsPruned() {
        assertThat(pruning.prune(allBut(102))).isZero();
        assertThat(sequences(read(0))).hasSize(8);

        assertThat(pruning.prune(allBut(104))).isEqualTo(3);
        assertThat(sequences(read(0))).containsExactly(4L, 5L, 5L, 6L, 7L);

        assertThat(pruning.prune(allBut(105))).isEqualTo(4);
        assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);

        assertThat(pruning.prune(allBut(107))).isEqualTo(5);
        assertThat(sequences(read(0))).containsExactly(6L, 7L);
        assertThat(target.<Long>commit(t -> t.ledger().floor())).isEqualTo(5);

        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
        assertThat(read(0)).isEmpty();
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
    }

    @Test
    void aLivePinHoldsEverythingAboveItsFloor() {
        pruning.prune(allBut(105));
        try (LedgerPin pin = pruning.pin("window 1")) {
            assertThat(pin.floor()).isEqualTo(4);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(4);
            assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);
            pin.renew();
        }
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
    }

    @Test
    void anExpiredPinIsDroppedAndItsHolderLearnsOfIt() {
        LedgerPin pin = pruning.pin("dead window");

        assertThat(new PostgresLedgerPruning(target.pool, Target.PIPELINE, Duration.ZERO).prune(EVERYTHING))
                .isEqualTo(7);

        assertThatThrownBy(pin::renew).isInstanceOf(ReadFailedException.class).hasMessageContaining("dropped");
        pin.close();
    }

    @Test
    void anotherPipelinesPinAndLedgerAreItsOwn() {
        PostgresLedgerPruning other = new PostgresLedgerPruning(target.pool, "other");
        try (LedgerPin pin = other.pin("other's window")) {
            assertThat(other.prune(EVERYTHING)).isZero();
            assertThat(sequences(read(0))).hasSize(8);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
            assertThat(pin.floor()).isZero();
        }
    }

    /** The pin waits for the floor row while the pruner raises it, and must then start at the new floor. */
    @Test
    void aPinTakenWhileTheFloorIsRaisedStartsAtTheNewFloor() throws Exception {
        pruning.pin("creates the floor row").close();
        try (Connection pruner = target.cluster.connect(target.database)) {
            pruner.setAutoCommit(false);
            pruner.createStatement()
                    .execute("SELECT floor FROM reconciler.ledger_floor WHERE pipeline = 'shop' FOR UPDATE");
            CompletableFuture<LedgerPin> pinning = CompletableFuture.supplyAsync(() -> pruning.pin("late window"));
            awaitWaiter();
            pruner.createStatement().execute("UPDATE reconciler.ledger_floor SET floor = 4 WHERE pipeline = 'shop'");
            pruner.commit();

            try (LedgerPin pin = pinning.get(20, TimeUnit.SECONDS)) {
                assertThat(pin.floor()).isEqualTo(4);
            }
        }
    }

    /** The pruner waits for the floor row while a pin is inserted, and must then see the pin. */
    @Test
    void aPrunerThatWaitedForAPinHonoursIt() throws Exception {
        pruning.pin("creates the floor row").close();
        try (Connection holder = target.cluster.connect(target.database)) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .execute("SELECT floor FROM reconciler.ledger_floor WHERE pipeline = 'shop' FOR UPDATE");
            CompletableFuture<Long> pruned = CompletableFuture.supplyAsync(() -> pruning.prune(EVERYTHING));
            awaitWaiter();
            holder.createStatement()
                    .execute(
                            "INSERT INTO reconciler.ledger_pin (pipeline, floor, owner, renewed_at) VALUES ('shop', 0, 'w', clock_timestamp())");
            holder.commit();

            assertThat(pruned.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(sequences(read(0))).hasSize(8);
        }
    }

    @Test
    void pruningDoesNotWaitForAnOpenBatchNorTheBatchForPruning() throws SQLException {
        try (var batch = target.store().begin()) {
            batch.appendLedger(List.of(Target.transaction(8, 108, "f")));
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
            batch.commit();
        }
        assertThat(sequences(read(0))).containsExactly(8L);
        try (Connection pruner = target.cluster.connect(target.database)) {
            pruner.setAutoCommit(false);
            pruner.createStatement()
                    .execute("SELECT floor FROM reconciler.ledger_floor WHERE pipeline = 'shop' FOR UPDATE");
            pruner.createStatement().execute("DELETE FROM reconciler.ledger WHERE pipeline = 'shop'");
            append(Target.transaction(9, 109, "g"));
        }
        assertThat(sequences(read(0))).containsExactly(8L, 9L);
    }

    @Test
    void aSnapshotThatIsOpenStillSeesTheOldFloorAndItsRows() throws SQLException {
        try (Connection snapshot = target.cluster.connect(target.database)) {
            snapshot.setAutoCommit(false);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            PostgresLedgerReader reader = new PostgresLedgerReader(snapshot, Target.PIPELINE);
            assertThat(reader.floor()).isZero();

            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);

            List<LedgerTransaction> seen = new ArrayList<>();
            reader.read(0, seen::add);
            assertThat(reader.floor()).isZero();
            assertThat(sequences(seen)).hasSize(8);
        }
        assertThat(read(0)).isEmpty();
    }

    @Test
    void aDeathBetweenFloorAndDeletionLeavesRowsThatTheNextPruningDeletes() {
        pruning.pin("creates the floor row").close();
        target.cluster.execute(target.database, "UPDATE reconciler.ledger_floor SET floor = 4");
        try (LedgerPin pin = pruning.pin("after the restart")) {
            assertThat(pin.floor()).isEqualTo(4);

            assertThat(pruning.prune(EVERYTHING)).isEqualTo(4);

            assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);
        }
    }

    @Test
    void aLedgerThatGoesBackIsRefused() {
        assertThatThrownBy(() -> target.commit(t -> {
                    t.appendLedger(List.of(Target.transaction(9, 109, "x")));
                    t.appendLedger(List.of(Target.transaction(8, 108, "x")));
                    return null;
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void awaitWaiter() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !target.rows(
                        "SELECT 1 AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .isEmpty());
    }

    @Test
    void nothingThatAReaderHasNotWorkedOffIsPrunedAndItsHoldOutlivesItsProcess() {
        LedgerHold hold = pruning.hold("stream");
        assertThat(hold.sequence()).isZero();
        assertThat(pruning.prune(EVERYTHING)).isZero();

        hold.advance(3);
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(3);
        hold.advance(6); // within the last row: the row before it is the most that can go
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(5);
        hold.advance(1);
        assertThat(hold.sequence()).isEqualTo(6);

        PostgresLedgerPruning restarted = new PostgresLedgerPruning(target.pool, Target.PIPELINE);
        LedgerHold again = restarted.hold("stream");
        assertThat(again.sequence()).isEqualTo(6);
        assertThat(restarted.prune(EVERYTHING)).isEqualTo(5);
        assertThat(sequences(read(again.sequence()))).containsExactly(7L);

        restarted.release("stream");
        assertThat(restarted.prune(EVERYTHING)).isEqualTo(7);
        assertThatThrownBy(() -> again.advance(7))
                .isInstanceOf(ReadFailedException.class)
                .hasMessageContaining("its hold at 6 was released");
        assertThat(restarted.hold("stream").sequence()).isEqualTo(7);
    }

    @Test
    void theSlowestOfPinsAndReadersHoldsTheLedgerForAll() {
        LedgerHold slow = pruning.hold("slow");
        LedgerHold fast = pruning.hold("fast");
        slow.advance(3);
        fast.advance(7);
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(3);
        try (LedgerPin pin = pruning.pin("window")) {
            slow.advance(7);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(pin.floor()).isEqualTo(3);
        }
        assertThat(pruning.prune(allBut(106))).isEqualTo(5);
        assertThat(pruning.hold("new").sequence()).isEqualTo(5);
    }
}
