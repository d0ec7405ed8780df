package dev.reconciler.app.interleaving;

import static dev.reconciler.app.interleaving.Stage.Point.PINNED;
import static dev.reconciler.app.interleaving.Stage.Point.SOURCE_SNAPSHOT_TAKEN;
import static dev.reconciler.app.interleaving.Stage.Point.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes that the stream delivers while {@link dev.reconciler.correction.backfill.Filler} fills. Windows open for customers,
 * orders and items, in this order, with one in between for each table with keys left in doubt.
 */
@Tag("system")
class BackfillInterleavingsTest {
    @TempDir
    private Path directory;

    private Stage stage;

    @BeforeEach
    void start() {
        stage = Stage.empty(directory);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aRowThatChangesBehindTheFillsSnapshotIsLeftToALaterWindowAndItsChildrenWait() {
        List<Object> left = new ArrayList<>();
        stage.at(
                1, SOURCE_SNAPSHOT_TAKEN, () -> stage.applied("UPDATE customers SET name = 'later' WHERE id = 5", """
                        WITH c AS (INSERT INTO customers VALUES (77, 'acme', 'new', 1) RETURNING id)
                        INSERT INTO orders SELECT 77, 'acme', id, 'new', now() FROM c"""));
        stage.at(2, PINNED, () -> {
            left.addAll(stage.shop.queryTarget("SELECT key FROM reconciler.dirty_key"));
            assertThat(stage.name(5)).isEqualTo("(none)");
            assertThat(stage.name(6)).isEqualTo("customer 6");
        });
        stage.at(3, PINNED, () -> {
            assertThat(stage.name(5)).isEqualTo("later");
            assertThat(stage.shop.queryTarget("SELECT 1 FROM orders")).isEmpty();
        });

        fill(RunState.SUCCEEDED);

        assertThat(left).hasSize(2);
        assertFilled(4);
    }

    @Test
    void aRowThatIsDeletedBehindTheFillsSnapshotIsNotBroughtBack() {
        stage.at(
                3,
                SOURCE_SNAPSHOT_TAKEN,
                () -> stage.applied("DELETE FROM order_items WHERE order_id = 5 AND line = 1"));

        fill(RunState.SUCCEEDED);

        assertThat(stage.shop.queryTarget("SELECT 1 FROM order_items WHERE order_id = 5 AND line = 1"))
                .isEmpty();
        assertFilled(4);
    }

    @Test
    void aRowThatChangesOnlyAfterTheFillIsAppliedByItsEvent() {
        stage.at(2, PINNED, () -> stage.applied("UPDATE customers SET name = 'after' WHERE id = 5"));

        fill(RunState.SUCCEEDED);

        assertThat(stage.name(5)).isEqualTo("after");
        assertFilled(3);
    }

    @Test
    void keyThatChangesDuringItsSettlementIsLeftAgain() {
        stage.at(1, SOURCE_SNAPSHOT_TAKEN, () -> stage.applied("UPDATE customers SET name = 'first' WHERE id = 5"));
        stage.at(2, WINDOW_OPENED, () -> stage.applied("UPDATE customers SET name = 'second' WHERE id = 5"));

        fill(RunState.SUCCEEDED);

        assertThat(stage.name(5)).isEqualTo("second");
        assertThat(stage.parked()).isEmpty();
        assertThat(stage.shop.isCopy()).isTrue();
    }

    @Test
    void aFillWhoseLedgerIsPrunedUnderItIsVoidAndTakenAgain() {
        stage.at(1, WINDOW_OPENED, () -> {
            stage.applied("UPDATE customers SET name = 'later' WHERE id = 5");
            stage.loseThePins();
        });

        fill(RunState.SUCCEEDED);

        assertThat(stage.name(5)).isEqualTo("later");
        assertFilled(4);
    }

    @Test
    void killedBackfillResumes() {
        stage.at(2, WINDOW_OPENED, () -> {
            throw new IllegalStateException("died here");
        });
        Finished died = fill(RunState.FAILED);
        assertThat(died.run().error()).contains("died here");
        assertThat(stage.shop.queryTarget("SELECT 1 FROM customers")).hasSize(12);
        assertThat(stage.shop.queryTarget("SELECT 1 FROM orders")).isEmpty();

        stage.applied(
                "UPDATE customers SET name = 'in between' WHERE id = 5", "DELETE FROM order_items WHERE line = 2");
        fill(RunState.SUCCEEDED);

        assertFilled(4);
    }

    @Test
    void aRowThatTheTargetHeldIsNotOverwrittenButFound() {
        stage.shop.target("INSERT INTO customers VALUES (3, 'globex', 'an old copy', 4.5)");

        fill(RunState.SUCCEEDED);

        assertThat(stage.name(3)).isEqualTo("an old copy");
        stage.assertVerdict(Verdict.DIVERGED);
        assertThat(stage.found()).containsExactly("FIELD_MISMATCH public.customers 3");
    }

    private Finished fill(RunState end) {
        Finished finished = stage.run(JobKind.BACKFILL);
        assertThat(finished.run().state()).as(finished.run().error()).isEqualTo(end);
        return finished;
    }

    private void assertFilled(int windows) {
        assertThat(stage.times(WINDOW_OPENED)).isEqualTo(windows);
        stage.awaitApplied();
        assertThat(stage.shop.isCopy()).isTrue();
        assertThat(stage.parked()).isEmpty();
        assertThat(stage.shop.queryTarget("SELECT 1 FROM reconciler.dirty_key")).isEmpty();
        stage.assertVerdict(Verdict.AGREED);
    }
}
