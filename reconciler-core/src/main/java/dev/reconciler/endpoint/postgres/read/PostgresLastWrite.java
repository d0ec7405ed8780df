package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.LastWrite;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row's xmin: a savepoint's own id where there was one.
 *
 * @param xid 64 bits
 * @param time the time of the commit; null without {@code track_commit_timestamp}
 * @param reading the snapshot in which the row was read
 */
record PostgresLastWrite(long xid, @Nullable Instant time, PostgresSnapshotContent reading) implements LastWrite {
    @Override
    public TransactionId transaction() {
        return new TransactionId(Long.toString(xid));
    }

    @Override
    public Optional<Instant> committed() {
        return Optional.ofNullable(time);
    }

    @Override
    public boolean isOf(TransactionId streamed) {
        return reading.widen(Long.parseLong(streamed.text())) == xid;
    }

    @Override
    public boolean isOlderThan(SnapshotContent content) {
        return xid < ((PostgresSnapshotContent) content).xmin();
    }
}
