package dev.reconciler.endpoint.read;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.time.Instant;
import java.util.Optional;

/** The writer record of a row: which transaction wrote it last. Only some engines keep one. */
public interface LastWrite {
    /** The transaction, or the savepoint within it, by the id that rows carry: it need not be the id that the stream gives. */
    TransactionId transaction();

    /** When that transaction committed; empty where the server doesn't keep it. */
    Optional<Instant> committed();

    /** Whether the stream calls that transaction so. */
    boolean isOf(TransactionId streamed);

    /** Whether that transaction began before every one that still ran when this snapshot of the same server was taken. */
    boolean isOlderThan(SnapshotContent content);
}
