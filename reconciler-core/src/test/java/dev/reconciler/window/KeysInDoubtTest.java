package dev.reconciler.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image that a key in doubt must hold, for contents that are exact and for lower bounds. */
@Tag("unit")
class KeysInDoubtTest {
    private static final String TABLE = "public.t";
    private static final RowKey KEY = RowKey.of("1");
    private static final int WIDE = 2;

    @Test
    void keyTouchedOnlyByContainedTransactionsIsNotInDoubt() {
        KeysInDoubt doubt = doubt(Set.of("1", "2"), entry(1, image(10)), entry(2, image(20)));

        assertThat(doubt.size()).isZero();
        assertThat(doubt.tables()).isEmpty();
    }

    @Test
    void imageIsThatOfTheLastEntryBehindAnExactContent() {
        KeysInDoubt doubt = doubt(Set.of("1"), entry(1, image(10)), entry(2, image(20)), entry(3, image(30)));

        assertThat(doubt.of(TABLE)).containsOnly(Map.entry(KEY, image(30)));
    }

    /** Transaction 1 is in the snapshot and not in the lower bound, transaction 2 is in both. */
    @Test
    void imageIsThatOfTheLastEntryAlsoWhereALowerBoundContainsIt() {
        KeysInDoubt doubt = doubt(Set.of("2"), entry(1, image(10)), entry(2, image(20)));

        assertThat(doubt.of(TABLE)).containsOnly(Map.entry(KEY, image(20)));
    }

    @Test
    void valueThatTheLastEventLackedIsTakenFromTheFirstEntryInDoubtOn() {
        RowHash value = new RowHash(7, 7);
        KeysInDoubt doubt = doubt(Set.of("2"), entry(1, wide(10, value)), entry(2, wide(20, LedgerImage.UNAVAILABLE)));

        assertThat(doubt.of(TABLE)).containsOnly(Map.entry(KEY, wide(20, value)));
    }

    private static LedgerImage image(long hash) {
        return new LedgerImage(true, new RowHash(hash, hash), Map.of());
    }

    private static LedgerImage wide(long hash, RowHash value) {
        return new LedgerImage(true, new RowHash(hash, hash), Map.of(WIDE, value));
    }

    private static LedgerTransaction entry(long sequence, LedgerImage image) {
        return new LedgerTransaction(
                sequence, new TransactionId(Long.toString(sequence)), List.of(new LedgerEntry(TABLE, KEY, image)));
    }

    private static KeysInDoubt doubt(Set<String> content, LedgerTransaction... ledger) {
        KeysInDoubt.Scan scan = new KeysInDoubt.Scan(transaction -> content.contains(transaction.text()));
        List.of(ledger).forEach(scan);
        return scan.keys();
    }
}
