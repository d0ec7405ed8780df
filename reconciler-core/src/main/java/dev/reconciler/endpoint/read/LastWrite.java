package dev.reconciler.endpoint.read;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.time.Instant;
import java.util.Optional;

/** The record of the transaction that wrote a row last. Only some engines keep one. */
public interface LastWrite {
    /** The transaction, or the savepoint within it, by the id that rows carry: it need not be the id that the stream gives. */
    TransactionId transaction();

    /** The commit time of that transaction; empty if the server doesn't keep it. */
    Optional<Instant> committed();

    /** Returns whether the stream's id names that transaction. */
    boolean isOf(TransactionId streamed);

    /**
     * Returns whether that transaction began before every transaction that was still running when this snapshot of the same
     * server was taken.
     */
    boolean isOlderThan(SnapshotContent content);
}
