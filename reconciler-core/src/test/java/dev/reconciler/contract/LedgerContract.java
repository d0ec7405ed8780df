package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.SnapshotContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger of a target: how it is read, and that nothing is pruned that a window or a reader still needs. */
public abstract class LedgerContract {
    protected static final SnapshotContent EVERYTHING = transaction -> true;

    protected final TargetFixture target = open();
    private final LedgerPruning pruning = target.pruning(TargetFixture.PIPELINE);

    protected abstract TargetFixture open();

    /** Four rows: sequences 1-3, 4, 5 in two pieces, 6-7; the id of sequence n is 100 + n. */
    @BeforeEach
    void fill() {
        append(target.transaction(1, 101, "a"), target.transaction(2, 102, "b"), target.transaction(3, 103, "a"));
        append(target.transaction(4, 104, "c"));
        target.commit(t -> {
            t.appendLedger(List.of(target.transaction(5, 105, "p1", "p2")));
            t.appendLedger(List.of(target.transaction(5, 105, "p3")));
            return null;
        });
        append(target.transaction(6, 106, "d"), target.transaction(7, 107, "e"));
    }

    @AfterEach
    void close() {
        target.close();
    }

    protected final void append(LedgerTransaction... transactions) {
        target.commit(t -> {
            t.appendLedger(List.of(transactions));
            return null;
        });
    }

    protected final List<LedgerTransaction> read(long after) {
        List<LedgerTransaction> read = new ArrayList<>();
        target.commit(t -> {
            t.ledger().read(after, read::add);
            return null;
        });
        return read;
    }

    protected static List<Long> sequences(List<LedgerTransaction> transactions) {
        return transactions.stream().map(LedgerTransaction::sequence).toList();
    }

    @Test
    void theLedgerIsReadInOrderWithEveryPieceAndFromWithinARow() {
        assertThat(sequences(read(0))).containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 6L, 7L);
        assertThat(sequences(read(2))).startsWith(3L, 4L);
        assertThat(read(4).get(0)).isEqualTo(target.transaction(5, 105, "p1", "p2"));
        assertThat(read(4).get(1)).isEqualTo(target.transaction(5, 105, "p3"));
        assertThat(sequences(read(7))).isEmpty();
    }

    @Test
    void onlyAPrefixOfWholeRowsIsPruned() {
        assertThat(pruning.prune(target.allBut(102))).isZero();
        assertThat(sequences(read(0))).hasSize(8);

        assertThat(pruning.prune(target.allBut(104))).isEqualTo(3);
        assertThat(sequences(read(0))).containsExactly(4L, 5L, 5L, 6L, 7L);

        assertThat(pruning.prune(target.allBut(105))).isEqualTo(4);
        assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);

        assertThat(pruning.prune(target.allBut(107))).isEqualTo(5);
        assertThat(sequences(read(0))).containsExactly(6L, 7L);
        assertThat(target.<Long>commit(t -> t.ledger().floor())).isEqualTo(5);

        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
        assertThat(read(0)).isEmpty();
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
    }

    @Test
    void aLivePinHoldsEverythingAboveItsFloor() {
        pruning.prune(target.allBut(105));
        try (LedgerPin pin = pruning.pin("window 1")) {
            assertThat(pin.floor()).isEqualTo(4);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(4);
            assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);
            pin.renew();
        }
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
    }

    @Test
    void anExpiredPinIsDroppedAndItsHolderLearnsOfIt() {
        LedgerPin pin = pruning.pin("dead window");

        assertThat(target.pruning(Duration.ZERO).prune(EVERYTHING)).isEqualTo(7);

        assertThatThrownBy(pin::renew).isInstanceOf(ReadFailedException.class).hasMessageContaining("dropped");
        pin.close();
    }

    @Test
    void anotherPipelinesPinAndLedgerAreItsOwn() {
        LedgerPruning other = target.pruning("other");
        try (LedgerPin pin = other.pin("other's window")) {
            assertThat(other.prune(EVERYTHING)).isZero();
            assertThat(sequences(read(0))).hasSize(8);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(7);
            assertThat(pin.floor()).isZero();
        }
    }

    @Test
    void aDeathBetweenFloorAndDeletionLeavesRowsThatTheNextPruningDeletes() {
        pruning.pin("creates the floor row").close();
        target.execute("UPDATE reconciler.ledger_floor SET floor = 4");
        try (LedgerPin pin = pruning.pin("after the restart")) {
            assertThat(pin.floor()).isEqualTo(4);

            assertThat(pruning.prune(EVERYTHING)).isEqualTo(4);

            assertThat(sequences(read(0))).containsExactly(5L, 5L, 6L, 7L);
        }
    }

    @Test
    void aLedgerThatGoesBackIsRefused() {
        assertThatThrownBy(() -> target.commit(t -> {
                    t.appendLedger(List.of(target.transaction(9, 109, "x")));
                    t.appendLedger(List.of(target.transaction(8, 108, "x")));
                    return null;
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingThatAReaderHasNotWorkedOffIsPrunedAndItsHoldOutlivesItsProcess() {
        LedgerHold hold = pruning.hold("stream");
        assertThat(hold.sequence()).isZero();
        assertThat(pruning.prune(EVERYTHING)).isZero();

        hold.advance(3);
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(3);
        hold.advance(6); // within the last row: the row before it is the most that can go
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(5);
        hold.advance(1);
        assertThat(hold.sequence()).isEqualTo(6);

        LedgerPruning restarted = target.pruning(TargetFixture.PIPELINE);
        LedgerHold again = restarted.hold("stream");
        assertThat(again.sequence()).isEqualTo(6);
        assertThat(restarted.prune(EVERYTHING)).isEqualTo(5);
        assertThat(sequences(read(again.sequence()))).containsExactly(7L);

        restarted.release("stream");
        assertThat(restarted.prune(EVERYTHING)).isEqualTo(7);
        assertThatThrownBy(() -> again.advance(7))
                .isInstanceOf(ReadFailedException.class)
                .hasMessageContaining("its hold at 6 was released");
        assertThat(restarted.hold("stream").sequence()).isEqualTo(7);
    }

    @Test
    void theSlowestOfPinsAndReadersHoldsTheLedgerForAll() {
        LedgerHold slow = pruning.hold("slow");
        LedgerHold fast = pruning.hold("fast");
        slow.advance(3);
        fast.advance(7);
        assertThat(pruning.prune(EVERYTHING)).isEqualTo(3);
        try (LedgerPin pin = pruning.pin("window")) {
            slow.advance(7);
            assertThat(pruning.prune(EVERYTHING)).isEqualTo(pin.floor()).isEqualTo(3);
        }
        assertThat(pruning.prune(target.allBut(106))).isEqualTo(5);
        assertThat(pruning.hold("new").sequence()).isEqualTo(5);
    }
}
