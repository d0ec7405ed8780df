package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The interleavings that the locks of the ledger must survive. The ledger has the sequences 1 to 7, one in a row. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlLedgerPruningTest {
    private static final SnapshotContent EVERYTHING = transaction -> true;
    private static final String LOCK_FLOOR =
            "SELECT floor FROM reconciler.ledger_floor WHERE pipeline = 'shop' FOR UPDATE";

    @Parameter
    Flavor flavor;

    private MySqlTarget target;
    private MySqlLedgerPruning pruning;

    @BeforeEach
    void open() {
        target = new MySqlTarget(flavor);
        pruning = target.pruning(MySqlTarget.PIPELINE);
        for (long sequence = 1; sequence <= 7; sequence++) {
            append(sequence);
        }
        pruning.pin("creates the floor row").close();
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void append(long sequence) {
        target.commit(transaction -> {
            transaction.appendLedger(List.of(target.transaction(sequence, 100 + sequence, "k")));
            return null;
        });
    }

    private List<Long> sequences() {
        return target.commit(transaction -> sequences(transaction.ledger()));
    }

    private static List<Long> sequences(LedgerReader ledger) {
        List<LedgerTransaction> read = new ArrayList<>();
        ledger.read(0, read::add);
        return read.stream().map(LedgerTransaction::sequence).toList();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    /** The pin waits for the floor row while the pruner raises it, and must then start at the new floor. */
    @Test
    void pinTakenWhileTheFloorIsRaisedStartsAtTheNewFloor() throws Exception {
        try (Connection pruner = target.session()) {
            Sql.execute(pruner, LOCK_FLOOR);
            CompletableFuture<LedgerPin> pinning = CompletableFuture.supplyAsync(() -> pruning.pin("late window"));
            target.awaitLockWait();
            Sql.update(pruner, "UPDATE reconciler.ledger_floor SET floor = 4 WHERE pipeline = 'shop'");
            pruner.commit();
            try (LedgerPin pin = get(pinning)) {
                assertThat(pin.floor()).isEqualTo(4);
            }
        }
    }

    @Test
    void holdTakenWhileTheFloorIsRaisedStartsAtTheNewFloor() throws Exception {
        try (Connection pruner = target.session()) {
            Sql.execute(pruner, LOCK_FLOOR);
            CompletableFuture<LedgerHold> holding = CompletableFuture.supplyAsync(() -> pruning.hold("late reader"));
            target.awaitLockWait();
            Sql.update(pruner, "UPDATE reconciler.ledger_floor SET floor = 4 WHERE pipeline = 'shop'");
            pruner.commit();
            assertThat(get(holding).sequence()).isEqualTo(4);
        }
    }

    /** The pruner waits for the floor row while a pin is inserted, and must then see the pin. */
    @Test
    void prunerThatWaitedForAPinHonoursIt() throws Exception {
        prunerWaitsFor("INSERT INTO reconciler.ledger_pin (pipeline, floor, owner, renewed_at)"
                + " VALUES ('shop', 0, 'w', utc_timestamp(6))");
    }

    @Test
    void prunerThatWaitedForAReaderHonoursIt() throws Exception {
        prunerWaitsFor("INSERT INTO reconciler.ledger_reader (pipeline, name, sequence) VALUES ('shop', 'r', 0)");
    }

    private void prunerWaitsFor(String insertion) throws Exception {
        try (Connection holder = target.session()) {
            Sql.execute(holder, LOCK_FLOOR);
            CompletableFuture<Long> pruned = CompletableFuture.supplyAsync(() -> pruning.prune(EVERYTHING));
            target.awaitLockWait();
            Sql.update(holder, insertion);
            holder.commit();
            assertThat(get(pruned)).isZero();
            assertThat(sequences()).hasSize(7);
        }
    }

    /** The pin has read the floor and can't be inserted yet: the floor must not be raised meanwhile. */
    @Test
    void floorIsNotRaisedWhileAPinIsTaken() throws Exception {
        try (Connection other = target.session()) {
            Sql.execute(other, "LOCK TABLES reconciler.ledger_pin READ");
            CompletableFuture<LedgerPin> pinning = CompletableFuture.supplyAsync(() -> pruning.pin("window"));
            target.awaitStatement("INSERT INTO reconciler.ledger_pin");
            CompletableFuture<Long> pruned = CompletableFuture.supplyAsync(() -> pruning.prune(EVERYTHING));
            target.awaitLockWait();
            Sql.execute(other, "UNLOCK TABLES");
            assertThat(get(pinning).floor()).isZero();
            assertThat(get(pruned)).isZero();
        }
    }

    @Test
    void pruningDoesNotWaitForAnOpenBatch() {
        try (TargetTransaction batch = target.store().begin()) {
            batch.appendLedger(List.of(target.transaction(8, 108, "f")));
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
            batch.commit();
        }
        assertThat(sequences()).containsExactly(8L);
    }

    @Test
    void batchDoesNotWaitForPruning() throws SQLException {
        try (Connection pruner = target.session()) {
            Sql.execute(pruner, LOCK_FLOOR);
            Sql.update(pruner, "DELETE FROM reconciler.ledger WHERE pipeline = 'shop'");
            append(9);
            pruner.rollback();
        }
        assertThat(sequences()).endsWith(7L, 9L);
    }

    @Test
    void openSnapshotStillSeesTheOldFloorAndItsRows() throws SQLException {
        try (Connection snapshot = target.session()) {
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            MySqlLedgerReader reader = new MySqlLedgerReader(snapshot, MySqlTarget.PIPELINE);
            assertThat(reader.floor()).isZero();

            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);

            assertThat(reader.floor()).isZero();
            assertThat(sequences(reader)).hasSize(7);
        }
        assertThat(sequences()).isEmpty();
    }

    /** More rows than a page of the reader or of the pruner has, and than one statement deletes. */
    @Test
    void longLedgerIsReadAndPrunedCompletely() {
        target.commit(transaction -> {
            for (long sequence = 8; sequence <= 1_200; sequence++) {
                transaction.appendLedger(List.of(target.transaction(sequence, 1, "k")));
            }
            for (int piece = 0; piece < 600; piece++) {
                transaction.appendLedger(List.of(target.transaction(1_201, 2, "k")));
            }
            return null;
        });
        assertThat(sequences())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_800)
                        .map(n -> Math.min(n, 1_201))
                        .boxed()
                        .toList());
        assertThat(pruning.prune(id -> !id.text().equals("2"))).isEqualTo(1_200);
        assertThat(sequences()).hasSize(600).containsOnly(1_201L);
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(1_201);
        assertThat(sequences()).isEmpty();
    }
}
