package dev.reconciler.app.interleaving;

import static dev.reconciler.app.interleaving.Stage.Point.CHECKPOINT_LOCKED;
import static dev.reconciler.app.interleaving.Stage.Point.CORRECTION_WRITTEN;
import static dev.reconciler.app.interleaving.Stage.Point.LEDGER_READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.correction.Correction;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a row between its judgement and the commit of its correction, see {@link dev.reconciler.correction.Corrector}. */
@Tag("system")
class CorrectionInterleavingsTest {
    private static final String NEWER = "UPDATE customers SET name = 'newer' WHERE id = 1";
    private static final String ROGUE = "UPDATE customers SET name = 'rogue' WHERE id = 1";

    @TempDir
    private Path directory;

    private Stage stage;

    @BeforeEach
    void start() {
        stage = Stage.live(
                directory,
                "correction: {dryRun: false, breaker: {percent: 100}, policy: {FIELD_MISMATCH: auto, MISSING_IN_TARGET: auto}}");
        stage.shop.target(ROGUE);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aChangeThatIsAppliedBetweenLedgerReadAndLockIsNotOverwritten() {
        stage.at(LEDGER_READ, () -> stage.applied(NEWER));

        stage.run(JobKind.CHECKSUM);

        assertThat(stage.name(1)).isEqualTo("newer");
        assertThat(stage.corrections()).as("nothing older was written").isEmpty();
        assertThat(stage.discrepancies()).extracting(d -> d.state().isOpen()).containsExactly(false);
    }

    @Test
    void aChangeThatArrivesUnderTheLockIsAppliedOnTopOfTheCorrection() {
        stage.at(CHECKPOINT_LOCKED, () -> {
            stage.shop.source(NEWER);
            assertThat(stage.name(1)).isEqualTo("rogue");
        });

        stage.run(JobKind.CHECKSUM);
        stage.awaitApplied();

        assertThat(stage.name(1)).isEqualTo("newer");
        assertThat(stage.corrections()).hasSize(1);
        stage.assertVerdict(Verdict.AGREED);
    }

    @Test
    void aRogueWriteAfterTheJudgementIsNotOverwrittenUnseen() {
        stage.at(LEDGER_READ, () -> stage.shop.target("UPDATE customers SET name = 'rogue again' WHERE id = 1"));

        stage.run(JobKind.CHECKSUM);

        assertThat(stage.name(1)).isEqualTo("customer 1");
        assertThat(stage.corrections()).hasSize(1);
        Correction made = stage.corrections().get(0);
        assertThat(Objects.requireNonNull(made.row().before()).toString()).contains("rogue again");
        assertThat(stage.times(LEDGER_READ)).isEqualTo(2);
    }

    @Test
    void aRowThatIsDeletedByTheStreamAfterTheJudgementIsNotBroughtBack() {
        // Absent at its verdict and absent now: only the ledger proves that it must stay absent.
        stage.shop.target("DELETE FROM order_items WHERE order_id = 2 AND line = 1");
        stage.at(LEDGER_READ, () -> stage.applied("DELETE FROM order_items WHERE order_id = 2 AND line = 1"));

        stage.run(JobKind.CHECKSUM);

        assertThat(stage.shop.queryTarget("SELECT 1 FROM order_items WHERE order_id = 2 AND line = 1"))
                .isEmpty();
        assertThat(stage.shop.isCopy()).isTrue();
    }

    @Test
    void aLedgerThatIsPrunedPastTheProofMakesTheCorrectionWait() {
        stage.at(LEDGER_READ, () -> {
            stage.applied("UPDATE customers SET name = 'another' WHERE id = 2");
            stage.loseThePins();
        });

        stage.run(JobKind.CHECKSUM);

        assertThat(stage.times(LEDGER_READ))
                .as("one rejected attempt, one after a new proof")
                .isEqualTo(2);
        assertThat(stage.corrections()).hasSize(1);
        assertThat(stage.shop.isCopy()).isTrue();
    }

    @Test
    void aCrashBeforeTheCommitLeavesNeitherCorrectionNorJournal() {
        stage.at(CORRECTION_WRITTEN, () -> {
            throw new IllegalStateException("died here");
        });

        Finished died = stage.run(JobKind.CHECKSUM);

        assertThat(died.run().state()).isEqualTo(RunState.FAILED);
        assertThat(stage.name(1)).isEqualTo("rogue");
        assertThat(stage.corrections()).isEmpty();
        stage.run(JobKind.CHECKSUM);
        assertThat(stage.name(1)).isEqualTo("customer 1");
        assertThat(stage.corrections()).hasSize(1);
    }

    /** A row that changes in every window is never corrected by force, and never dropped. */
    @Test
    void keyThatChangesInEveryWindowStaysRecordedUntilItStopsChanging() {
        for (int time = 1; time <= 20; time++) {
            int balance = time;
            stage.at(time, LEDGER_READ, () -> {
                stage.applied("UPDATE customers SET balance = " + balance + " WHERE id = 1");
                stage.shop.target(ROGUE);
            });
        }

        Finished restless = stage.run(JobKind.CHECKSUM);

        assertThat(restless.verdict()).hasValue(Verdict.DIVERGED);
        assertThat(stage.times(LEDGER_READ)).as("the run comes to an end").isBetween(2, 7);
        assertThat(stage.corrections()).isEmpty();
        assertThat(stage.discrepancies())
                .extracting(each -> each.place().table(), d -> d.state().isOpen())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("public.customers", true));

        for (int time = 1; time <= 20; time++) {
            stage.at(time, LEDGER_READ, () -> {});
        }
        stage.run(JobKind.CHECKSUM);
        assertThat(stage.corrections()).hasSize(1);
        assertThat(stage.shop.isCopy()).isTrue();
    }
}
