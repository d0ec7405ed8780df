package dev.reconciler.app.interleaving;

import static dev.reconciler.app.interleaving.Stage.Point.BATCH_WRITTEN;
import static dev.reconciler.app.interleaving.Stage.Point.HIGH_NOTED;
import static dev.reconciler.app.interleaving.Stage.Point.PINNED;
import static dev.reconciler.app.interleaving.Stage.Point.SOURCE_SNAPSHOT_TAKEN;
import static dev.reconciler.app.interleaving.Stage.Point.TARGET_SNAPSHOT_TAKEN;
import static dev.reconciler.app.interleaving.Stage.Point.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.verify.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that commit between the steps of {@link dev.reconciler.window.WindowOpener}. */
@Tag("system")
class WindowInterleavingsTest {
    private static final String CUSTOMER_1 = "UPDATE customers SET name = 'late' WHERE id = 1";

    @TempDir
    private Path directory;

    private Stage stage;

    @BeforeEach
    void start() {
        stage = Stage.live(directory, "");
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aCommitBetweenPinAndSourceSnapshotIsWaitedForInTheTarget() {
        stage.at(PINNED, () -> {
            stage.stream.pause();
            stage.shop.source(CUSTOMER_1);
        });
        stage.at(HIGH_NOTED, () -> {
            assertThat(stage.name(1)).isEqualTo("customer 1");
            stage.stream.resume();
        });

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0)).isEmpty();
        assertThat(stage.name(1)).isEqualTo("late");
    }

    @Test
    void aCommitBetweenSourceSnapshotAndHighIsInDoubt() {
        stage.at(SOURCE_SNAPSHOT_TAKEN, () -> stage.shop.source(CUSTOMER_1));

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0)).containsExactly("public.customers 1");
    }

    @Test
    void commitsBetweenHighAndTargetSnapshotAreInDoubtWhateverTheyDid() {
        stage.at(
                HIGH_NOTED,
                () -> stage.applied(
                        "INSERT INTO customers VALUES (77, 'acme', 'new', 1)",
                        "DELETE FROM order_items WHERE order_id = 3 AND line = 2",
                        "UPDATE order_items SET line = 9 WHERE order_id = 4 AND line = 1"));

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0))
                .containsExactly(
                        "public.customers 77",
                        "public.order_items 3,2",
                        "public.order_items 4,1",
                        "public.order_items 4,9");
    }

    @Test
    void aCommitBehindBothSnapshotsIsInNeither() {
        stage.at(TARGET_SNAPSHOT_TAKEN, () -> stage.applied(CUSTOMER_1));

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0)).isEmpty();
    }

    @Test
    void aTransactionThatWasOpenWhenTheSnapshotWasTakenIsInDoubtAsAWhole() throws SQLException {
        try (Connection session = stage.shop.connectSource();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute(CUSTOMER_1);
            stage.shop.source("UPDATE customers SET name = 'begun later, committed before' WHERE id = 2");
            stage.at(SOURCE_SNAPSHOT_TAKEN, () -> {
                try {
                    statement.execute("UPDATE orders SET note = 'late' WHERE id = 1");
                    session.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            stage.assertVerdict(Verdict.AGREED);

            assertThat(stage.windows.get(0)).contains("public.customers 1", "public.orders 1");
        }
    }

    @Test
    void driftOnAKeyInDoubtIsFoundAndNoOther() {
        stage.at(SOURCE_SNAPSHOT_TAKEN, () -> stage.applied(CUSTOMER_1, "DELETE FROM order_items WHERE order_id = 5"));
        stage.at(
                HIGH_NOTED,
                () -> stage.shop.target(
                        "UPDATE customers SET name = 'rogue' WHERE id = 1",
                        "INSERT INTO order_items VALUES (5, 1, 'globex', 'rogue', 1)"));

        stage.assertVerdict(Verdict.DIVERGED);

        assertThat(stage.found())
                .containsExactly("EXTRA_IN_TARGET public.order_items 5,1", "FIELD_MISMATCH public.customers 1");
    }

    @Test
    void whatAPrunerMeetsWhileTheWindowOpensStaysInTheWindowsLedger() {
        stage.at(SOURCE_SNAPSHOT_TAKEN, () -> stage.applied(CUSTOMER_1));
        stage.at(HIGH_NOTED, stage::prune);

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0)).containsExactly("public.customers 1");
    }

    @Test
    void aWindowWhosePinWasLostIsVoidAndTakenAgain() {
        stage.at(SOURCE_SNAPSHOT_TAKEN, () -> stage.applied(CUSTOMER_1));
        stage.at(HIGH_NOTED, stage::loseThePins);

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.times(PINNED)).isEqualTo(2);
        assertThat(stage.windows).as("the void one did not open").hasSize(1);
    }

    @Test
    void aWindowWhosePinIsLostWhileItIsReadIsVoidAndTakenAgain() {
        stage.at(WINDOW_OPENED, () -> {
            stage.applied(CUSTOMER_1);
            stage.loseThePins();
        });

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.times(WINDOW_OPENED)).isEqualTo(2);
    }

    @Test
    void aSourceTableThatIsAlteredBehindTheSnapshotVoidsTheWindow() {
        stage.at(WINDOW_OPENED, () -> stage.shop.source("ALTER TABLE order_items ADD COLUMN extra int"));

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.times(WINDOW_OPENED)).isEqualTo(2);
    }

    @Test
    void aBatchThatIsWrittenButNotCommittedHoldsTheWindowUp() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        stage.stream.pause();
        stage.shop.source(CUSTOMER_1);
        stage.at(BATCH_WRITTEN, () -> {
            written.countDown();
            try {
                commit.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        stage.stream.resume();
        assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
        stage.at(HIGH_NOTED, () -> {
            assertThat(stage.name(1)).isEqualTo("customer 1");
            commit.countDown();
        });

        stage.assertVerdict(Verdict.AGREED);

        assertThat(stage.windows.get(0)).as("S has it, and so has T").isEmpty();
        assertThat(stage.name(1)).isEqualTo("late");
    }
}
