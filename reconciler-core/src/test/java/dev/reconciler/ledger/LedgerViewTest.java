package dev.reconciler.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LedgerViewTest {
    private static final String T = "public.t";
    private static final String U = "public.u";
    private static final RowKey A = RowKey.of("a");
    private static final RowKey B = RowKey.of("b");
    private static final int WIDE = 3;

    private final Ledger ledger = new Ledger(10);

    /** Counts its readings. */
    private static final class Ledger implements LedgerReader {
        private final List<LedgerTransaction> transactions = new ArrayList<>();
        private final long floor;
        private int readings;

        private Ledger(long floor) {
            this.floor = floor;
        }

        void add(long sequence, String table, RowKey key, LedgerImage image) {
            transactions.add(new LedgerTransaction(
                    sequence, new TransactionId("x" + sequence), List.of(new LedgerEntry(table, key, image))));
        }

        @Override
        public long floor() {
            return floor;
        }

        @Override
        public void readWhile(long after, Predicate<LedgerTransaction> each) {
            readings++;
            for (LedgerTransaction transaction : transactions) {
                if (transaction.sequence() > after && !each.test(transaction)) {
                    return;
                }
            }
        }
    }

    private static LedgerImage image(long hash) {
        return new LedgerImage(true, new RowHash(hash, hash), Map.of());
    }

    private static LedgerImage wide(long hash, RowHash value) {
        return new LedgerImage(true, new RowHash(hash, hash), Map.of(WIDE, value));
    }

    @Test
    void changesOfAKeyAreToldFromTheLatestBackToTheSequence() {
        ledger.add(11, T, A, image(1));
        ledger.add(12, T, A, image(2));
        ledger.add(13, T, B, image(3));
        ledger.add(14, T, A, LedgerImage.ABSENT);

        LedgerView view = LedgerView.of(ledger, Map.of(T, Set.of(A)));

        assertThat(view.after(T, A, 11)).extracting(LedgerView.Change::sequence).containsExactly(14L, 12L);
        assertThat(view.after(T, A, 14)).isEmpty();
        assertThat(view.last(T, A)).hasValueSatisfying(change -> {
            assertThat(change.transaction()).isEqualTo(new TransactionId("x14"));
            assertThat(change.image()).isEqualTo(LedgerImage.ABSENT);
        });
        assertThat(view.touchedAfter(T, A, 13)).isTrue();
        assertThat(view.touchedAfter(T, A, 14)).isFalse();
        assertThat(view.touched(T, B)).isFalse();
        assertThat(view.touched(U, A)).isFalse();
    }

    @Test
    void viewReachesBackToTheFloorAndNoFurther() {
        LedgerView view = LedgerView.of(ledger, Map.of());

        assertThat(view.reachesBackTo(10)).isTrue();
        assertThat(view.reachesBackTo(9)).isFalse();
    }

    @Test
    void valueThatAnEventLackedIsTakenFromTheChangeBeforeInBothDepths() {
        RowHash value = new RowHash(7, 7);
        ledger.add(11, T, A, wide(1, value));
        ledger.add(12, T, A, wide(2, LedgerImage.UNAVAILABLE));
        ledger.add(13, T, A, wide(3, LedgerImage.UNAVAILABLE));

        for (LedgerView.Depth depth : LedgerView.Depth.values()) {
            LedgerView view = new LedgerView(depth, 10);
            view.readOn(ledger, entry -> true);
            assertThat(view.images(T)).containsOnly(Map.entry(A, wide(3, value)));
        }
    }

    @Test
    void viewOfLastChangesHoldsNoEarlierOne() {
        ledger.add(11, T, A, image(1));
        ledger.add(12, T, A, image(2));
        LedgerView view = new LedgerView(LedgerView.Depth.LAST, 10);
        view.readOn(ledger, entry -> true);

        assertThat(view.after(T, A, 10)).extracting(LedgerView.Change::sequence).containsExactly(12L);
    }

    @Test
    void secondReadingAddsWhatCameSinceTheFirst() {
        LedgerView view = new LedgerView(LedgerView.Depth.LAST, 11);
        ledger.add(11, T, A, image(1));
        view.readOn(ledger, LedgerView.among(Map.of(T, Set.of(A))));
        assertThat(view.touched(T, A)).isFalse();

        ledger.add(12, T, A, image(2));
        view.readOn(ledger, LedgerView.among(Map.of(T, Set.of(A))));
        assertThat(view.touched(T, A)).isTrue();
        assertThat(view.size()).isEqualTo(1);
    }

    @Test
    void ledgerThatFitsIsReadOnceWhateverIsAsked() {
        ledger.add(11, T, A, image(1));
        ledger.add(12, U, B, image(2));
        List<Long> handed = new ArrayList<>();
        SnapshotLedger read = SnapshotLedger.read(ledger, transaction -> handed.add(transaction.sequence()));

        assertThat(read.about(Map.of(T, Set.of(A))).touched(T, A)).isTrue();
        assertThat(read.about(Map.of(U, Set.of(B))).touched(U, B)).isTrue();
        assertThat(handed).containsExactly(11L, 12L);
        assertThat(ledger.readings).isEqualTo(1);
    }

    @Test
    void ledgerThatDoesNotFitIsReadOnceMoreForAllExpectedKeys() {
        ledger.add(11, T, A, image(1));
        ledger.add(12, U, B, image(2));
        ledger.add(13, T, B, image(3));
        List<Long> handed = new ArrayList<>();
        SnapshotLedger read = SnapshotLedger.read(ledger, 300, transaction -> handed.add(transaction.sequence()));
        read.expect(Map.of(T, Set.of(A), U, Set.of(B)));

        LedgerView view = read.about(Map.of(T, Set.of(A)));
        assertThat(view.last(T, A)).isPresent();
        assertThat(read.about(Map.of(U, Set.of(B))).last(U, B)).isPresent();
        assertThat(view.touched(T, B)).isFalse();
        assertThat(view.reachesBackTo(10)).isTrue();
        assertThat(handed).containsExactly(11L, 12L, 13L);
        assertThat(ledger.readings).isEqualTo(2);

        assertThat(read.about(Map.of(T, Set.of(B))).touched(T, B)).isTrue();
        assertThat(ledger.readings).isEqualTo(3);
    }
}
