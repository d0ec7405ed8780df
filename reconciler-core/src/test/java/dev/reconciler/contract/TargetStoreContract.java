package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lease and the checkpoint of a target: one writer at a time, each transaction applied once. */
public abstract class TargetStoreContract {
    private final TargetFixture target = open();

    protected abstract TargetFixture open();

    /** Creates a table {@code t} of one column, its key {@code id} of integers, and maps it. */
    protected abstract MappedTable tableOfKeys(TargetFixture target);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void aNewPipelineStartsBeforeEverything() {
        Checkpoint first = target.store().acquireLease("a");

        assertThat(first).isEqualTo(new Checkpoint(1, 0, target.position(0)));
        assertThat(target.commit(TargetTransaction::lockCheckpoint)).isEqualTo(first);
    }

    @Test
    void aLiveWriterIsNotDeposedAndIsNamed() {
        target.store().acquireLease("node-a");

        assertThatThrownBy(() -> target.store().acquireLease("node-b"))
                .isInstanceOf(DeposedException.class)
                .hasMessageContaining("node-a");
    }

    @Test
    void aDeposedWritersTransactionFailsAndLeavesNothing() {
        MappedTable table = tableOfKeys(target);
        Checkpoint old = target.store(Duration.ZERO).acquireLease("node-a");
        Checkpoint next = target.store().acquireLease("node-b");

        assertThatThrownBy(() -> target.commit(t -> {
                    t.rows().write(table, TargetFixture.ALL, List.of(TargetFixture.upsert(table, "1")));
                    t.advance(old, target.to(old, 1));
                    return null;
                }))
                .isInstanceOf(DeposedException.class);

        assertThat(next.epoch()).isEqualTo(old.epoch() + 1);
        assertThat(target.rows("SELECT id FROM t")).isEmpty();
        assertThat(target.commit(TargetTransaction::lockCheckpoint)).isEqualTo(next);
        assertThatThrownBy(() -> target.store().renewLease(old.epoch())).isInstanceOf(DeposedException.class);
    }

    @Test
    void aBatchAppliedTwiceIsRefusedByTheCheckpoint() {
        Checkpoint start = target.store().acquireLease("a");
        Checkpoint one = target.to(start, 1);
        target.commit(t -> {
            t.advance(start, one);
            return null;
        });

        assertThatThrownBy(() -> target.commit(t -> {
                    t.advance(start, one);
                    return null;
                }))
                .isInstanceOf(DeposedException.class);
        assertThat(target.commit(TargetTransaction::lockCheckpoint)).isEqualTo(one);
    }

    @Test
    void aPositionThatMovedWithoutTheSequenceIsNoticed() {
        Checkpoint start = target.store().acquireLease("a");
        Checkpoint idle = new Checkpoint(start.epoch(), 0, target.position(77));
        target.commit(t -> {
            t.advance(start, idle);
            return null;
        });

        assertThatThrownBy(() -> target.commit(t -> {
                    t.advance(start, target.to(start, 1));
                    return null;
                }))
                .isInstanceOf(DeposedException.class);
    }

    @Test
    void sequenceThatMovedWithoutThePositionIsNoticed() {
        Checkpoint start = target.store().acquireLease("a");
        target.commit(t -> {
            t.advance(start, new Checkpoint(start.epoch(), 1, start.position()));
            return null;
        });

        assertThatThrownBy(() -> target.commit(t -> {
                    t.advance(start, target.to(start, 1));
                    return null;
                }))
                .isInstanceOf(DeposedException.class);
    }

    @Test
    void aReleaseFreesTheLeaseAndABatchDoesNot() {
        Checkpoint start = target.store().acquireLease("a");
        target.commit(t -> {
            t.advance(start, target.to(start, 1));
            return null;
        });
        assertThatThrownBy(() -> target.store().acquireLease("b")).isInstanceOf(DeposedException.class);

        target.store().releaseLease(start.epoch());

        Checkpoint taken = target.store().acquireLease("b");
        assertThat(taken).isEqualTo(new Checkpoint(2, 1, target.position(100)));
        target.store().releaseLease(start.epoch());
        assertThatThrownBy(() -> target.store().acquireLease("c")).isInstanceOf(DeposedException.class);
    }

    @Test
    void withoutACheckpointNothingIsLocked() {
        assertThatThrownBy(() -> target.commit(TargetTransaction::lockCheckpoint))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no checkpoint");
    }
}
