package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.contract.TargetChangesContract;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.targetstream.TargetChanges;
import dev.reconciler.targetstream.TargetStreamLab;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresTargetChangesTest extends TargetChangesContract {
    private TargetStreamLab lab;

    @Override
    protected void open() {
        lab = new TargetStreamLab();
        lab.journal.forget();
    }

    @Override
    protected TargetChanges changes() {
        return lab.changes;
    }

    @Override
    protected StreamJournal journal() {
        return lab.journal;
    }

    @Override
    protected void advance() {
        lab.stream("2", "1.00");
    }

    @Override
    protected Position here(String server) {
        return lab.changes.emit();
    }

    @Override
    protected Set<TransactionId> own(TransactionId transaction) {
        lab.own(Long.parseLong(transaction.text()));
        return Set.of();
    }

    @Override
    protected void close() {
        lab.close();
    }

    @Test
    void transactionThatNoSnapshotShowsYetIsNotDue() {
        told("1", 1L << 31, LedgerImage.ABSENT);
        assertThat(changes.due(START, 10)).isEmpty();
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
