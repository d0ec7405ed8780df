package dev.reconciler.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.testing.Windows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ledger is pruned while a window is opened, after the source's snapshot was taken. */
@Tag("db")
class LostPinTest {
    private final CorrectionLab lab = new CorrectionLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void pinnedWindowKeepsItsLedger() {
        lab.stream(lab.customers, "a", CorrectionLab.row("a", null, "1.00"));
        try (Window window = open(this::prune)) {
            assertThat(window.lane().ledger().floor()).isZero();
        }
        assertThat(lab.database().pruning().prune(transaction -> true)).isEqualTo(1);
    }

    @Test
    void windowIsVoidIfItsPinWasLostAndItsLedgerPruned() {
        lab.stream(lab.customers, "a", CorrectionLab.row("a", null, "1.00"));
        assertThatThrownBy(() -> open(() -> {
                    lab.rogue("DELETE FROM reconciler.ledger_pin");
                    prune();
                }))
                .isInstanceOf(VoidWindowException.class)
                .hasMessageContaining("pruned to 1");
    }

    private void prune() {
        lab.database().pruning().prune(transaction -> true);
    }

    private Window open(Runnable meanwhile) {
        return Windows.open(
                new PostgresSourceDatabase(lab.pool(), SnapshotLimits.DEFAULT),
                lab.database(),
                lab.store,
                lab.tables.values(),
                meanwhile);
    }
}
