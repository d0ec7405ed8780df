package dev.reconciler.verify.target.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.source.ServerIdentity;
import dev.reconciler.endpoint.postgres.source.SlotOrigin;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStreamJournal;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Lsn;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.verify.target.TargetChange;
import dev.reconciler.verify.target.TargetChanges.Due;
import dev.reconciler.verify.target.TargetChanges.Last;
import dev.reconciler.verify.target.TargetChanges.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of writes to the target, and what its marks put in order. */
class JdbiTargetChangesTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final RowKey KEY = RowKey.of("1");
    private static final LedgerImage IMAGE =
            new LedgerImage(true, new RowHash(-7, 42), Map.of(2, LedgerImage.UNAVAILABLE, 5, new RowHash(1, -1)));

    private final CorrectionLab lab = new CorrectionLab();
    private final String table = lab.customers.id();
    private final JdbiTargetChanges changes = new JdbiTargetChanges(lab.target(), CorrectionLab.PIPELINE);
    private final PostgresTargetStreamJournal journal =
            new PostgresTargetStreamJournal(lab.pool(), CorrectionLab.PIPELINE);

    @BeforeEach
    void begin() {
        assertThat(changes.known()).isEmpty();
        begin("server", changes.emit());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private void begin(String system, Lsn start) {
        journal.created(new SlotOrigin(new ServerIdentity(system, 1), start, 1));
    }

    private void mark(int second) {
        changes.mark(() -> START.plusSeconds(second));
    }

    /** A write of the key by the transaction of that id, now. */
    private TargetChange write(long transaction, LedgerImage image) {
        TargetChange write = new TargetChange(table, KEY, transaction, changes.emit(), START, image);
        changes.record(List.of(List.of(write)), write.position(), START);
        return write;
    }

    @Test
    void aWriteIsPutInOrderWithTheLedgerByTheMarksAroundIt() {
        for (int second = 0; second <= 5; second++) {
            mark(second);
            lab.stream(lab.customers, "2", CorrectionLab.row("2", "name", "1.00"));
        }
        TargetChange write = write(100, IMAGE);
        mark(6);

        Last last = changes.last(table, Set.of(KEY, RowKey.of("3")), SETTLE).get(KEY);
        assertThat(last.change().image()).isEqualTo(IMAGE);
        assertThat(last.change().position()).isEqualTo(write.position());
        assertThat(last.before()).as("the mark of second 5 read it").isEqualTo(5);
        assertThat(last.since())
                .as("it came after second 4; the settle time before that is second 1")
                .isEqualTo(1);
        assertThat(changes.last(table, Set.of(KEY), Duration.ofSeconds(5))
                        .get(KEY)
                        .since())
                .as("no mark is that old")
                .isEqualTo(-1);
        assertThat(changes.touchedAfter(table, Set.of(KEY), marked(5).position()))
                .containsExactly(KEY);
        assertThat(changes.touchedAfter(table, Set.of(KEY), marked(6).position()))
                .isEmpty();
        assertThat(changes.markedBy(START.minusSeconds(1))).isEmpty();
    }

    private Mark marked(int second) {
        Mark mark = changes.markedBy(START.plusSeconds(second).plusMillis(500)).orElseThrow();
        assertThat(mark.at()).isEqualTo(START.plusSeconds(second));
        return mark;
    }

    @Test
    void whatIsSentAgainIsRecordedOnceAndStaysJudged() {
        write(100, LedgerImage.ABSENT);
        TargetChange later = write(101, IMAGE);
        List<Due> due = changes.due(START, 10);
        assertThat(due).extracting(Due::last).containsExactly(false, true);
        assertThat(changes.due(START.minusMillis(1), 10)).as("too soon").isEmpty();
        changes.judged(due);
        assertThat(changes.due(START, 10)).isEmpty();

        changes.record(List.of(List.of(later)), later.position(), START.plusSeconds(9));
        assertThat(changes.due(START.plusSeconds(9), 10)).isEmpty();
        assertThat(changes.known().orElseThrow().through()).isEqualTo(later.position());
    }

    @Test
    void aTransactionThatNobodySeesYetIsNotDue() {
        write(1L << 31, IMAGE);
        assertThat(changes.due(START, 10)).isEmpty();
    }

    @Test
    void afterAGapNothingFromBeforeCounts() {
        mark(0);
        write(100, IMAGE);
        begin("server", changes.emit());
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        assertThat(changes.last(table, Set.of(KEY), SETTLE)).isEmpty();
        assertThat(changes.due(START, 10)).as("it was written all the same").hasSize(1);

        begin("another server", changes.emit());
        assertThat(changes.due(START, 10)).isEmpty();

        mark(1);
        changes.forgetUpTo(changes.emit());
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        journal.forget();
        assertThat(changes.known()).isEmpty();
    }

    @Test
    void imagesThatMayBeOfOneRowAreThoseThatDifferInNothingThatBothKnow() {
        RowHash core = new RowHash(1, 1);
        LedgerImage whole = new LedgerImage(true, core, Map.of(2, new RowHash(5, 5)));
        assertThat(whole.mayBeSame(whole)).isTrue();
        assertThat(whole.mayBeSame(new LedgerImage(true, core, Map.of(2, LedgerImage.UNAVAILABLE))))
                .isTrue();
        assertThat(whole.mayBeSame(new LedgerImage(true, core, Map.of(2, new RowHash(5, 6)))))
                .isFalse();
        assertThat(whole.mayBeSame(new LedgerImage(true, new RowHash(1, 2), whole.wide())))
                .isFalse();
        assertThat(whole.mayBeSame(LedgerImage.ABSENT)).isFalse();
        assertThat(LedgerImage.ABSENT.mayBeSame(LedgerImage.ABSENT)).isTrue();
        assertThat(whole.mayBeSame(new LedgerImage(true, new RowHash(1, 2), Map.of(3, LedgerImage.UNAVAILABLE))))
                .as("their cores leave out other columns: that tells nothing")
                .isTrue();
    }
}
