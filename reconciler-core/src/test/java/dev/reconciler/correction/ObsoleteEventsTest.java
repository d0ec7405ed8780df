package dev.reconciler.correction;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows a and b agree as of sequence 1, or so the caller says; events of theirs are parked. */
@Tag("db")
class ObsoleteEventsTest {
    private final CorrectionLab lab = new CorrectionLab();
    private final ObsoleteEvents obsolete = new ObsoleteEvents(lab.store);

    @AfterEach
    void close() {
        lab.close();
    }

    private void park(@Nullable String key, long sequence) {
        lab.commit(transaction -> transaction
                .notes()
                .park(new ParkedEvent(
                        0,
                        lab.customers.id(),
                        key == null ? null : RowKey.of(key),
                        new ParkedEvent.Change(sequence, "0/0", "INSERT", "{}"),
                        "boom",
                        1,
                        lab.control.clock().instant())));
    }

    private void discard(long fence, String... keys) {
        Set<RowKey> agreed = Set.of(keys).stream().map(RowKey::of).collect(Collectors.toSet());
        obsolete.discard(fence, Map.of(lab.customers.id(), agreed));
    }

    private List<String> parked() {
        List<String> parked = new ArrayList<>();
        lab.commit(transaction -> transaction
                .notes()
                .parked("", 100)
                .forEach(event ->
                        parked.add((event.key() == null ? "table" : event.key().toString()) + " "
                                + event.change().sequence())));
        return parked;
    }

    @Test
    void onlyEventsOfAgreedKeysUpToTheProofAreDiscarded() {
        lab.stream(lab.customers, "other", row("other", "x", "1.00"));
        park("a", 0);
        park("a", 1);
        park("b", 1);
        park("c", 1);
        park("a", 2); // of a transaction that the proof has not seen, though the ledger lacks it
        park(null, 1);

        discard(1, "a", "b");

        assertThat(parked()).containsExactlyInAnyOrder("c 1", "a 2", "table 1");
    }

    @Test
    void aKeyThatTheStreamTouchedSinceKeepsItsEvents() {
        lab.stream(lab.customers, "other", row("other", "x", "1.00"));
        park("a", 1);
        park("b", 1);
        lab.stream(lab.customers, "a", row("a", "x", "2.00"));

        discard(1, "a", "b");

        assertThat(parked()).containsExactly("a 1");
    }

    @Test
    void nothingIsDiscardedIfTheLedgerNoLongerReachesBackToTheProof() {
        lab.stream(lab.customers, "other", row("other", "x", "1.00"));
        park("a", 0);
        lab.rogue("INSERT INTO reconciler.ledger_floor (pipeline, floor) VALUES ('shop', 1)"
                + " ON CONFLICT (pipeline) DO UPDATE SET floor = 1");

        discard(0, "a");

        assertThat(parked()).containsExactly("a 0");
    }

    @Test
    void nothingIsDiscardedInATargetThatWasRestoredToBeforeTheProof() {
        park("a", 0);

        discard(5, "a");

        assertThat(parked()).containsExactly("a 0");
    }

    @Test
    void nothingIsDiscardedOfATableThatDoesNotFollowTheStream() {
        park("a", 0);
        lab.commit(transaction ->
                transaction.notes().setTableState(lab.customers.id(), new TableState.Paused("a column is gone", null)));

        discard(0, "a");

        assertThat(parked()).containsExactly("a 0");
    }
}
