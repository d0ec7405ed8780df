package dev.reconciler.cdc.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.control.Slices;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.Covered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class IncrementalRunTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");

    private final CoverageLab lab = new CoverageLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aTableWithoutChunksIsPlannedWhole() {
        lab.fill(0, 45);
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.AGREED);
        assertThat(lab.map()).extracting(Chunk::rows).containsExactly(10L, 10L, 10L, 10L, 5L);
        assertThat(lab.map()).noneMatch(Chunk::isNever);
        assertThat(lab.coverage.list("shop")).extracting(Covered::tenant).containsExactly(ACME, GLOBEX);
    }

    @Test
    void aDirtyChunkIsFoundByItsMarkAndVerifiedCleanAgain() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.change("second", 13);
        lab.tail();
        assertThat(lab.dirtyChunks()).hasSize(1);
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.AGREED);
        assertThat(lab.read).containsExactly(chunkOf(13).range());
        assertThat(lab.dirtyChunks()).isEmpty();
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).isEmpty();
    }

    @Test
    void aRunWithNothingDueSaysWhatItCoveredAndByWhichTrust() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.tail();

        Finished quiet = lab.run(JobKind.INCREMENTAL);

        assertThat(lab.read).isEmpty();
        assertThat(quiet.run().state())
                .as("a quiet pipeline must not become overdue")
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(quiet.verdict()).contains(Verdict.AGREED);
        assertThat(quiet.results()).extracting(RunResult::tenant).containsExactly(ACME, GLOBEX);
        assertThat(quiet.results()).allSatisfy(result -> assertThat(result.note())
                .contains(
                        "no chunk read: nothing changed since",
                        "position " + through(ACME).position(),
                        "ledger sequence"));
    }

    @Test
    void aRunWithNothingDueIsUnverifiableWhileNobodyReadsTheLedger() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.tail();
        lab.releaseReader();

        Finished quiet = lab.run(JobKind.INCREMENTAL);

        assertThat(lab.read).isEmpty();
        assertThat(quiet.verdict()).contains(Verdict.UNVERIFIABLE);
        assertThat(quiet.results())
                .allSatisfy(result -> assertThat(result.note()).contains("no reader follows the ledger"));
    }

    @Test
    void whatTheLedgersReaderHasNotSeenIsDirtyForALaterRunAndNotClaimedBefore() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        long before = lab.sequence();
        lab.change("second", 13);
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).isEmpty();
        assertThat(through(ACME).sequence()).isEqualTo(before);
        lab.tail();
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).hasSize(1);
    }

    @Test
    void whileNobodyReadsTheLedgerEverythingIsReadAgain() {
        lab.target.pruning().release(CoverageLab.READER);
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        assertThat(lab.dirtyChunks()).hasSize(4);
        lab.change("second", 13);
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).hasSize(4);
        lab.target.pruning().hold(CoverageLab.READER);
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).hasSize(4);
        assertThat(lab.dirtyChunks()).isEmpty();
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.read).isEmpty();
    }

    @Test
    void moreOpenDiscrepanciesThanOnePageHoldsAllHeal() {
        int rows = Slices.DISCREPANCIES + 50;
        lab.fill(0, rows);
        for (int id = 0; id < rows; id++) {
            lab.rogue(id, "rogue");
        }
        verdict(JobKind.CHECKSUM);
        assertThat(open()).isEqualTo(rows);

        lab.change("second", IntStream.range(0, rows).toArray());
        verdict(JobKind.CHECKSUM);

        assertThat(open()).isZero();
    }

    private int open() {
        return lab.control
                .discrepancies()
                .open("shop", CoverageLab.TABLE.id(), "", Integer.MAX_VALUE)
                .size();
    }

    @Test
    void damageUnderAChangeIsFoundAndStaysKnownUntilItIsGone() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.change("second", 14);
        lab.rogue(14, "rogue");
        lab.tail();
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.DIVERGED);
        assertThat(chunkOf(14).findings()).isEqualTo(Map.of(ACME, 1L));
        assertThat(verdictOf(ACME)).isEqualTo(Verdict.DIVERGED);
        assertThat(verdictOf(GLOBEX)).isEqualTo(Verdict.AGREED);
        lab.control.tick(Duration.ofMinutes(5));
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.DIVERGED);
        lab.rogue(14, "second");
        lab.control.tick(Duration.ofMinutes(5));
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.AGREED);
        assertThat(chunkOf(14).isDiverged()).isFalse();
        assertThat(verdictOf(ACME)).isEqualTo(Verdict.AGREED);
    }

    @Test
    void aRogueWriteInACleanChunkIsFoundByTheScrubAndByNothingBefore() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.rogue(25, "rogue");
        lab.control.tick(Duration.ofMinutes(5));
        assertThat(verdict(JobKind.INCREMENTAL)).contains(Verdict.AGREED);
        boolean found = false;
        for (Duration passed = Duration.ZERO; !found; passed = passed.plusHours(6)) {
            assertThat(passed).isLessThanOrEqualTo(CoverageLab.PERIOD);
            lab.control.tick(Duration.ofHours(6));
            found = verdict(JobKind.INCREMENTAL).orElseThrow() == Verdict.DIVERGED;
            assertThat(lab.read).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(chunkOf(25).isDiverged()).isTrue();
    }

    @Test
    void aMarkThatComesAfterTheSnapshotsKeepsTheChunkDirtyOneFromBeforeDoesNot() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.change("second", 5, 15);
        lab.tail();
        lab.change("third", 5);
        lab.atNextWindow(() -> {
            lab.change("fourth", 15);
            lab.tail();
        });
        // The first window reads the chunk of 5, which was changed before it; the second, later, that of 15.
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.dirtyChunks()).isEmpty();
        lab.change("fifth", 5);
        lab.tail();
        lab.atNextWindow(() -> {
            lab.change("sixth", 6);
            lab.tail();
        });
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.dirtyChunks()).containsExactly(chunkOf(6));
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.dirtyChunks()).isEmpty();
    }

    @Test
    void aChunkThatHasGrownTwofoldIsSplitAndSmallOnesAreMerged() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.fill(40, 55);
        lab.delete(1, 9);
        lab.delete(11, 19);
        lab.tail();
        verdict(JobKind.INCREMENTAL);
        // Only now it is known how many rows are left in the first two.
        assertThat(lab.map()).extracting(Chunk::rows).containsExactly(2L, 2L, 10L, 10L, 10L, 5L);
        lab.change("second", 0, 10);
        lab.tail();
        verdict(JobKind.INCREMENTAL);
        assertThat(lab.map()).extracting(Chunk::rows).containsExactly(4L, 10L, 10L, 10L, 5L);
        assertThat(lab.map().get(0).range())
                .isEqualTo(new KeyRange(null, lab.map().get(1).range().from()));
        assertThat(lab.dirtyChunks()).isEmpty();
    }

    @Test
    void aRunThatDiesIsResumedWithTheChunksThatAreLeft() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        lab.change("second", 5, 15, 25, 35);
        lab.tail();
        lab.dieAfter(2);
        assertThatThrownBy(() -> lab.run(JobKind.INCREMENTAL)).isInstanceOf(CoverageLab.ThreadDeath.class);
        assertThat(lab.dirtyChunks()).hasSize(2);
        lab.live();
        lab.control.tick(Duration.ofMinutes(6));
        Finished finished = lab.run(JobKind.INCREMENTAL);
        Run run = finished.run();
        assertThat(run.times().started()).isEqualTo(ControlStore.START);
        assertThat(lab.read).containsExactly(chunkOf(25).range(), chunkOf(35).range());
        assertThat(lab.dirtyChunks()).isEmpty();
    }

    @Test
    void aTableIsVerifiedThroughTheEarliestOfItsChunks() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        long first = lab.sequence();
        lab.control.tick(Duration.ofHours(1));
        lab.change("second", 5, 15, 25);
        lab.tail();
        verdict(JobKind.INCREMENTAL);
        assertThat(through(ACME).sequence()).isEqualTo(first);
        assertThat(through(ACME).at()).isEqualTo(ControlStore.START);
        lab.change("second", 35);
        lab.tail();
        lab.control.tick(Duration.ofHours(1));
        verdict(JobKind.INCREMENTAL);
        assertThat(through(GLOBEX).sequence()).isEqualTo(first + 1);
        assertThat(through(GLOBEX).at()).isEqualTo(ControlStore.START.plus(Duration.ofHours(1)));
        assertThat(through(GLOBEX).job()).isEqualTo("incremental");
    }

    @Test
    void aRunForOneTenantSaysNothingOfChunksAndAChecksumOfThatTenant() {
        lab.fill(0, 40);
        verdict(JobKind.CHECKSUM);
        long first = lab.sequence();
        lab.change("second", 14);
        lab.tail();
        lab.run(JobKind.INCREMENTAL, "acme");
        assertThat(lab.read).hasSize(1);
        assertThat(lab.dirtyChunks()).hasSize(1);
        assertThat(through(ACME).sequence()).isEqualTo(first);
        lab.run(JobKind.CHECKSUM, "acme");
        assertThat(lab.dirtyChunks()).hasSize(1);
        assertThat(through(ACME).sequence()).isEqualTo(first + 1);
        assertThat(through(GLOBEX).sequence()).isEqualTo(first);
    }

    @Test
    void aTenantWhoseRowsAreGoneIsCoveredWithTheRest() {
        lab.fill(0, 1);
        verdict(JobKind.CHECKSUM);
        lab.delete(0, 1);
        lab.fill(1, 2);
        lab.tail();
        verdict(JobKind.INCREMENTAL);
        assertThat(through(ACME).sequence()).isEqualTo(lab.sequence());
        assertThat(verdictOf(ACME)).isEqualTo(Verdict.AGREED);
        assertThat(through(GLOBEX).sequence()).isEqualTo(lab.sequence());
    }

    private Optional<Verdict> verdict(JobKind job) {
        Finished finished = lab.run(job);
        assertThat(finished.run().error()).isEmpty();
        return finished.verdict();
    }

    private Chunk chunkOf(int id) {
        List<Chunk> map = lab.map();
        return map.get(dev.reconciler.verify.coverage.ChunkMap.indexOf(
                map,
                dev.reconciler.cdc.testing.ShopTables.key(id),
                new dev.reconciler.row.KeyOrder(CoverageLab.TABLE.keyTypes())));
    }

    private Covered covered(TenantId tenant) {
        return lab.coverage.list("shop").stream()
                .filter(each -> each.tenant().equals(tenant))
                .findFirst()
                .orElseThrow();
    }

    private Covered.VerifiedThrough through(TenantId tenant) {
        return Objects.requireNonNull(covered(tenant).verified());
    }

    private Verdict verdictOf(TenantId tenant) {
        return covered(tenant).verdict();
    }
}
