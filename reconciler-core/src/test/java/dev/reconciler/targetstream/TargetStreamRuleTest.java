package dev.reconciler.targetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.window.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each thing that must hold before a write is called rogue. The target holds 2.00, the source 1.00 unless said otherwise; marks are taken each
 * second, and the settle time is three of them.
 */
@Tag("db")
class TargetStreamRuleTest {
    private static final String KEY = "a";
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final TenantId ACME = new TenantId("acme");

    private final TargetStreamLab lab = new TargetStreamLab();

    @AfterEach
    void close() {
        lab.close();
    }

    private void marks(int from, int to) {
        for (int second = from; second <= to; second++) {
            lab.mark(second);
        }
    }

    private void write() {
        lab.told(KEY, 100, lab.image(KEY, "2.00"));
    }

    private Finding mismatch(String source, String target) {
        Row there = TargetStreamLab.row(KEY, source);
        Row here = TargetStreamLab.row(KEY, target);
        return new Finding.FieldMismatch(lab.table.id(), ACME, RowKey.of(KEY), there, here, List.of("amount"), true);
    }

    private Optional<Attribution> of(Finding finding) {
        try (Window window = lab.window()) {
            CauseContext context = new CauseContext(window.lane(), List.of(lab.table), List.of(finding));
            return new TargetStreamRule(lab.knowledge, SETTLE).of(context, finding);
        }
    }

    private void assertUnknown(Finding finding, String evidence) {
        assertThat(of(finding)).hasValueSatisfying(attribution -> {
            assertThat(attribution.cause()).isEqualTo(Cause.UNKNOWN);
            assertThat(attribution.evidence()).contains(evidence);
        });
    }

    private void assertRogue(Finding finding, String evidence) {
        assertThat(of(finding)).hasValueSatisfying(attribution -> {
            assertThat(attribution.cause()).isEqualTo(Cause.ROGUE_WRITE);
            assertThat(attribution.evidence()).contains(evidence, "the target's transaction 100, ");
        });
    }

    @Test
    void writeWithoutASourceChangeIsRogue() {
        lab.stream(KEY, "1.00");
        marks(0, 9);
        write();
        assertRogue(mismatch("1.00", "2.00"), "last written");
    }

    @Test
    void deletionWithoutASourceChangeIsRogue() {
        lab.stream(KEY, "1.00");
        marks(0, 9);
        lab.told(KEY, 100, LedgerImage.ABSENT);
        Row source = TargetStreamLab.row(KEY, "1.00");
        assertRogue(new Finding.MissingInTarget(lab.table.id(), ACME, RowKey.of(KEY), source, true), "last removed");
    }

    @Test
    void ownWriteIsNotRogue() {
        lab.stream(KEY, "1.00");
        marks(0, 9);
        lab.own(100);
        write();
        assertUnknown(mismatch("1.00", "2.00"), "the daemon's own");
    }

    @Test
    void writeThatLeftAnotherRowIsNotTheCause() {
        lab.stream(KEY, "1.00");
        marks(0, 9);
        write();
        assertUnknown(mismatch("1.00", "3.00"), "there was a later write");
    }

    @Test
    void writeThatFollowsASourceChangeIsNotRogue() {
        marks(0, 5);
        lab.stream(KEY, "2.00");
        lab.stream(KEY, "1.00");
        marks(6, 7);
        write();
        assertUnknown(mismatch("1.00", "2.00"), "with the values of a source change that was recorded at that time");
    }

    @Test
    void writeThatPrecedesASourceChangeIsNotRogue() {
        marks(0, 9);
        write();
        lab.stream(KEY, "2.00");
        lab.stream(KEY, "1.00");
        assertUnknown(mismatch("1.00", "2.00"), "with the values of a source change that was recorded at that time");
    }

    @Test
    void sourceChangeOlderThanTheSettleTimeExplainsNoWrite() {
        lab.stream(KEY, "2.00");
        lab.stream(KEY, "1.00");
        marks(0, 9);
        write();
        assertRogue(mismatch("1.00", "2.00"), "no source change from 3000 ms before it");
    }

    /** Both sides add 1.00, the source to 2.00 and the target, which lacks an earlier addition, to 1.00. */
    @Test
    void relativeUpdateAfterALostUpdateIsNotRogue() {
        marks(0, 5);
        lab.stream(KEY, "3.00");
        marks(6, 7);
        write();
        assertUnknown(mismatch("3.00", "2.00"), "one application may have written both");
    }

    @Test
    void relativeUpdateBeforeItsSourceChangeIsNotRogue() {
        marks(0, 9);
        write();
        lab.stream(KEY, "3.00");
        assertUnknown(mismatch("3.00", "2.00"), "one application may have written both");
    }

    @Test
    void laterSourceChangeLeavesTheCauseUnknown() {
        marks(0, 9);
        write();
        lab.stream(KEY, "1.00");
        assertUnknown(mismatch("1.00", "2.00"), "the source changed the row at that time or later");
    }

    @Test
    void recordShorterThanTheSettleTimeLeavesTheCauseUnknown() {
        lab.stream(KEY, "1.00");
        marks(0, 3);
        write();
        assertUnknown(mismatch("1.00", "2.00"), "does not reach back");
    }

    @Test
    void ledgerShorterThanTheSettleTimeLeavesTheCauseUnknown() {
        marks(0, 7);
        lab.stream(KEY, "1.00");
        marks(8, 9);
        write();
        lab.pruneLedger();
        assertUnknown(mismatch("1.00", "2.00"), "does not reach back");
    }

    @Test
    void streamBehindTheSnapshotLeavesTheCauseUnknown() {
        marks(0, 9);
        write();
        lab.meanwhile = () -> {};
        assertUnknown(mismatch("1.00", "2.00"), "has not reached the target's snapshot");
    }

    @Test
    void rowWithoutARecordedWriteIsLeftToOtherRules() {
        marks(0, 9);
        assertThat(of(mismatch("1.00", "2.00"))).isEmpty();
    }
}
