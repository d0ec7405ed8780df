package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.contract.TargetChangesContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.targetstream.TargetChanges;
import dev.reconciler.testing.mysql.Flavor;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class TargetChangesOfMySqlFamily extends TargetChangesContract {
    private final Flavor flavor;
    private final MySqlKind kind;
    private MySqlTarget target;

    TargetChangesOfMySqlFamily(Flavor flavor) {
        this.flavor = flavor;
        this.kind = MySqlKind.valueOf(flavor.name());
    }

    @Override
    protected void open() {
        target = new MySqlTarget(flavor);
        target.store(Duration.ofMinutes(1)).acquireLease("test");
    }

    @Override
    protected TargetChanges changes() {
        return new MySqlTargetChanges(target.pool, kind, TargetFixture.PIPELINE);
    }

    @Override
    protected StreamJournal journal() {
        return new MySqlTargetStreamJournal(target.pool, kind, TargetFixture.PIPELINE);
    }

    @Override
    protected void advance() {
        target.execute("UPDATE reconciler.checkpoint SET sequence = sequence + 1");
    }

    @Override
    protected Position here(String server) {
        BinlogPosition end = (BinlogPosition) changes.emit();
        return new BinlogPosition(server, end.log(), end.gtids());
    }

    @Override
    protected Set<TransactionId> own(TransactionId transaction) {
        return Set.of(transaction);
    }

    @Override
    protected void close() {
        target.close();
    }

    @Test
    void placesAreComparedAsNumbers() {
        BinlogPosition early = (BinlogPosition) here("server");
        Position nextFile = place(early, "binlog.1000000", 4);
        changes.forgetUpTo(place(early, "binlog.999999", 700));
        changes.forgetUpTo(nextFile);
        changes.forgetUpTo(place(early, "binlog.999999", 10_000));

        assertThat(changes.known().orElseThrow().from()).isEqualTo(nextFile);
    }

    private static Position place(BinlogPosition of, String file, long offset) {
        return new BinlogPosition(of.server(), new BinlogCoordinate(file, offset), of.gtids());
    }
}
