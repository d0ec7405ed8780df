package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.contract.LedgerContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ledger in PostgreSQL, with the interleavings that its locks must survive. */
@Tag("db")
class LedgerPruningTest extends LedgerContract {
    private final Target database = (Target) target;
    private final LedgerPruning pruning = database.pruning(Target.PIPELINE);

    @Override
    protected TargetFixture open() {
        return new Target();
    }

    /** The pin waits for the floor row while the pruner raises it, and must then start at the new floor. */
    @Test
    void aPinTakenWhileTheFloorIsRaisedStartsAtTheNewFloor() throws Exception {
        pruning.pin("creates the floor row").close();
        try (Connection pruner = database.cluster.connect(database.database)) {
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
        try (Connection holder = database.cluster.connect(database.database)) {
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
            batch.appendLedger(List.of(target.transaction(8, 108, "f")));
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
            batch.commit();
        }
        assertThat(sequences(read(0))).containsExactly(8L);
        try (Connection pruner = database.cluster.connect(database.database)) {
            pruner.setAutoCommit(false);
            pruner.createStatement()
                    .execute("SELECT floor FROM reconciler.ledger_floor WHERE pipeline = 'shop' FOR UPDATE");
            pruner.createStatement().execute("DELETE FROM reconciler.ledger WHERE pipeline = 'shop'");
            append(target.transaction(9, 109, "g"));
        }
        assertThat(sequences(read(0))).containsExactly(8L, 9L);
    }

    @Test
    void aSnapshotThatIsOpenStillSeesTheOldFloorAndItsRows() throws SQLException {
        try (Connection snapshot = database.cluster.connect(database.database)) {
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

    private void awaitWaiter() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !target.rows(
                        "SELECT 1 AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .isEmpty());
    }
}
