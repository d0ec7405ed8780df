package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointFencingTest {
    private final Target target = new Target();

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void aNewPipelineStartsBeforeEverything() {
        Checkpoint first = target.store().acquireLease("a");

        assertThat(first).isEqualTo(new Checkpoint(1, 0, new Lsn(0)));
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
        target.cluster.execute(target.database, "CREATE TABLE t (id integer PRIMARY KEY)");
        var table = Target.mapping("t", "id integer key");
        Checkpoint old = target.store(Duration.ZERO).acquireLease("node-a");
        Checkpoint next = target.store().acquireLease("node-b");

        assertThatThrownBy(() -> target.commit(t -> {
                    t.rows().write(table, Target.ALL, java.util.List.of(Target.upsert(table, "1")));
                    t.advance(old, Target.to(old, 1));
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
        Checkpoint one = Target.to(start, 1);
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
        Checkpoint idle = new Checkpoint(start.epoch(), 0, new Lsn(77));
        target.commit(t -> {
            t.advance(start, idle);
            return null;
        });

        assertThatThrownBy(() -> target.commit(t -> {
                    t.advance(start, Target.to(start, 1));
                    return null;
                }))
                .isInstanceOf(DeposedException.class);
    }

    @Test
    void aReleaseFreesTheLeaseAndABatchDoesNot() {
        Checkpoint start = target.store().acquireLease("a");
        target.commit(t -> {
            t.advance(start, Target.to(start, 1));
            return null;
        });
        assertThatThrownBy(() -> target.store().acquireLease("b")).isInstanceOf(DeposedException.class);

        target.store().releaseLease(start.epoch());

        Checkpoint taken = target.store().acquireLease("b");
        assertThat(taken).isEqualTo(new Checkpoint(2, 1, new Lsn(100)));
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
