package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges.Due;
import dev.reconciler.targetstream.TargetChanges.Last;
import dev.reconciler.targetstream.TargetChanges.Mark;
import dev.reconciler.targetstream.TargetStreamLab;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The record of writes to the target, and what its marks put in order. */
@Tag("db")
class PostgresTargetChangesTest {
    private static final Instant START = TargetStreamLab.START;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final RowKey KEY = RowKey.of("1");
    private static final LedgerImage IMAGE = new LedgerImage(
            true,
            new RowHash(-7, 42),
            Map.of(2, LedgerImage.UNAVAILABLE, 5, new RowHash(1, -1)),
            Map.of(3, Optional.of("2024-05-20 10:00:00;=:é"), 4, Optional.empty(), 6, Optional.of("")));

    private final TargetStreamLab lab = new TargetStreamLab();
    private final String table = lab.table.id();
    private final PostgresTargetChanges changes = lab.changes;

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aWriteIsPutInOrderWithTheLedgerByTheMarksAroundIt() {
        for (int second = 0; second <= 5; second++) {
            lab.mark(second);
            lab.stream("2", "1.00");
        }
        TargetChange write = lab.told("1", 100, IMAGE);
        lab.mark(6);

        Last last = changes.last(table, Set.of(KEY, RowKey.of("3")), SETTLE).get(KEY);
        assertThat(last.change().image()).isEqualTo(IMAGE);
        assertThat(last.change().position()).isEqualTo(write.position());
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
        lab.told("1", 100, LedgerImage.ABSENT);
        TargetChange later = lab.told("1", 101, IMAGE);
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
        lab.told("1", 1L << 31, IMAGE);
        assertThat(changes.due(START, 10)).isEmpty();
    }

    @Test
    void itIsToldUpToWhenTheTargetsWritesAreOnRecordAndJudged() {
        assertThat(changes.judgedThrough()).as("no mark").isEmpty();
        lab.mark(-9);
        lab.mark(-8);
        assertThat(changes.judgedThrough()).as("no mark was reached").contains(START.minusSeconds(9));

        lab.told("1", 100, IMAGE);
        lab.mark(2);
        assertThat(changes.judgedThrough()).as("the mark before the write was").contains(START.minusSeconds(8));
        lab.told("2", 101, IMAGE);
        lab.mark(3);
        assertThat(changes.judgedThrough()).as("recorded, not judged").contains(START);
        changes.judged(changes.due(START, 10));
        assertThat(changes.judgedThrough()).as("the last mark is not reached").contains(START.plusSeconds(2));
    }

    @Test
    void afterAGapNothingFromBeforeCounts() {
        lab.mark(0);
        lab.told("1", 100, IMAGE);
        lab.begin("server");
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        assertThat(changes.last(table, Set.of(KEY), SETTLE)).isEmpty();
        assertThat(changes.due(START, 10)).as("it was written all the same").hasSize(1);

        lab.begin("another server");
        assertThat(changes.due(START, 10)).isEmpty();

        lab.mark(1);
        changes.forgetUpTo(changes.emit());
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        assertThat(changes.known()).isPresent();
        lab.journal.forget();
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
