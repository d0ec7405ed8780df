package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges;
import dev.reconciler.targetstream.TargetChanges.Due;
import dev.reconciler.targetstream.TargetChanges.Last;
import dev.reconciler.targetstream.TargetChanges.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of writes to the target, and what its marks put in order. */
public abstract class TargetChangesContract {
    protected static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TABLE = "public.t";
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final RowKey KEY = RowKey.of("1");
    private static final LedgerImage IMAGE = new LedgerImage(
            true,
            new RowHash(-7, 42),
            Map.of(2, LedgerImage.UNAVAILABLE, 5, new RowHash(1, -1)),
            Map.of(3, Optional.of("2024-05-20 10:00:00;=:é"), 4, Optional.empty(), 6, Optional.of("")));

    protected TargetChanges changes;
    private StreamJournal journal;
    private String server = "server";

    /** Opens a target whose pipeline has a checkpoint and no record. */
    protected abstract void open();

    protected abstract TargetChanges changes();

    protected abstract StreamJournal journal();

    /** The source's stream delivers a change, which moves the checkpoint's sequence by one. */
    protected abstract void advance();

    /** The place of the log's end in a log of the server of that name; later at each call. */
    protected abstract Position here(String server);

    /** Makes the transaction one of the pipeline's own, or returns its id as a fact that the stream shows. */
    protected abstract Set<TransactionId> own(TransactionId transaction);

    protected abstract void close();

    @BeforeEach
    void begin() {
        open();
        changes = changes();
        journal = journal();
        begin("server");
    }

    @AfterEach
    void end() {
        close();
    }

    private void begin(String system) {
        server = system;
        journal.created(new StreamOrigin(new ServerIdentity(system, 1), here(system), 1));
    }

    protected final TargetChange told(String key, long transaction, LedgerImage image) {
        return told(key, transaction, image, Set.of());
    }

    private TargetChange told(String key, long transaction, LedgerImage image, Set<TransactionId> own) {
        TargetChange write = new TargetChange(
                TABLE, RowKey.of(key), new TransactionId(Long.toString(transaction)), here(server), START, image);
        changes.record(List.of(List.of(write)), own, write.position(), START);
        return write;
    }

    private void mark(int second) {
        changes.mark(() -> START.plusSeconds(second));
    }

    @Test
    void writeIsPutInOrderWithTheLedgerByTheMarksAroundIt() {
        for (int second = 0; second <= 5; second++) {
            mark(second);
            advance();
        }
        TargetChange write = told("1", 100, IMAGE);
        mark(6);

        Last last = changes.last(TABLE, Set.of(KEY, RowKey.of("3")), SETTLE).get(KEY);
        assertThat(last.change().image()).isEqualTo(IMAGE);
        assertThat(last.change().position()).isEqualTo(write.position());
        assertThat(last.since())
                .as("it came after second 4; the settle time before that is second 1")
                .isEqualTo(1);
        assertThat(changes.last(TABLE, Set.of(KEY), Duration.ofSeconds(5))
                        .get(KEY)
                        .since())
                .as("no mark is that old")
                .isEqualTo(-1);
        assertThat(changes.touchedAfter(TABLE, Set.of(KEY), marked(5).position()))
                .containsExactly(KEY);
        assertThat(changes.touchedAfter(TABLE, Set.of(KEY), marked(6).position()))
                .isEmpty();
        assertThat(changes.markedBy(START.minusSeconds(1))).isEmpty();
    }

    private Mark marked(int second) {
        Mark mark = changes.markedBy(START.plusSeconds(second).plusMillis(500)).orElseThrow();
        assertThat(mark.at()).isEqualTo(START.plusSeconds(second));
        assertThat(mark.sequence()).isEqualTo(second);
        return mark;
    }

    @Test
    void changeThatIsSentAgainIsRecordedOnceAndStaysJudged() {
        told("1", 100, LedgerImage.ABSENT);
        TargetChange later = told("1", 101, IMAGE);
        List<Due> due = changes.due(START, 10);
        assertThat(due).extracting(Due::last).containsExactly(false, true);
        assertThat(due).extracting(each -> each.change().image()).containsExactly(LedgerImage.ABSENT, IMAGE);
        assertThat(changes.due(START, 1)).hasSize(1);
        assertThat(changes.due(START.minusMillis(1), 10)).as("too soon").isEmpty();
        changes.judged(due);
        assertThat(changes.due(START, 10)).isEmpty();

        changes.record(List.of(List.of(later)), Set.of(), later.position(), START.plusSeconds(9));
        assertThat(changes.due(START.plusSeconds(9), 10)).isEmpty();
        assertThat(changes.known().orElseThrow().through()).isEqualTo(later.position());
    }

    @Test
    void recordNeverGoesBack() {
        Position early = here(server);
        Position late = here(server);
        changes.record(List.of(), Set.of(), late, START);
        changes.record(List.of(), Set.of(), early, START);
        assertThat(changes.known().orElseThrow().through()).isEqualTo(late);

        changes.forgetUpTo(late);
        changes.forgetUpTo(early);
        assertThat(changes.known().orElseThrow().from()).isEqualTo(late);
    }

    @Test
    void ownTransactionIsToldFromOthers() {
        told("1", 100, IMAGE, own(new TransactionId("100")));
        told("2", 101, IMAGE);

        assertThat(changes.due(START, 10)).extracting(Due::own).containsExactly(true, false);
        Map<RowKey, Last> last = changes.last(TABLE, Set.of(KEY, RowKey.of("2")), SETTLE);
        assertThat(last.get(KEY).own()).isTrue();
        assertThat(last.get(RowKey.of("2")).own()).isFalse();
    }

    @Test
    void timeUpToWhichWritesAreJudgedIsThatOfTheMarksAndOfThePendingWrites() {
        assertThat(changes.judgedThrough()).as("no mark").isEmpty();
        mark(-9);
        mark(-8);
        assertThat(changes.judgedThrough()).as("no mark was reached").contains(START.minusSeconds(9));

        told("1", 100, IMAGE);
        mark(2);
        assertThat(changes.judgedThrough()).as("the mark before the write was").contains(START.minusSeconds(8));
        told("2", 101, IMAGE);
        mark(3);
        assertThat(changes.judgedThrough()).as("recorded, not judged").contains(START);
        changes.judged(changes.due(START, 10));
        assertThat(changes.judgedThrough()).as("the last mark is not reached").contains(START.plusSeconds(2));
    }

    @Test
    void afterAGapNothingFromBeforeCounts() {
        mark(0);
        told("1", 100, IMAGE);
        begin("server");
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        assertThat(changes.last(TABLE, Set.of(KEY), SETTLE)).isEmpty();
        assertThat(changes.due(START, 10)).as("it was written all the same").hasSize(1);

        begin("another");
        assertThat(changes.due(START, 10)).isEmpty();

        mark(1);
        changes.forgetUpTo(here(server));
        assertThat(changes.markedBy(START.plusSeconds(9))).isEmpty();
        assertThat(changes.known()).isPresent();
        journal.forget();
        assertThat(changes.known()).isEmpty();
    }

    @Test
    void judgedWritesAndMarksArePrunedByAge() {
        mark(0);
        told("1", 100, IMAGE);
        changes.judged(changes.due(START, 10));
        TargetChange pending = told("2", 101, IMAGE);
        Position before = pending.position();
        changes.prune(START);
        assertThat(changes.markedBy(START)).isPresent();
        assertThat(changes.last(TABLE, Set.of(KEY), SETTLE)).isNotEmpty();

        changes.prune(START.plusMillis(1));

        assertThat(changes.markedBy(START)).isEmpty();
        assertThat(changes.last(TABLE, Set.of(KEY), SETTLE)).isEmpty();
        assertThat(changes.due(START, 10)).as("a pending one is kept").hasSize(1);
        assertThat(changes.touchedAfter(TABLE, Set.of(KEY, RowKey.of("2")), before))
                .isEmpty();
    }
}
