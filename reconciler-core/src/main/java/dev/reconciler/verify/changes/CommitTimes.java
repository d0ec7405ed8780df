package dev.reconciler.verify.changes;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The source's commit times of applied transactions, by their sequences, as the applier of this process reports them. The
 * ledger has no times. Thread-safe.
 */
public final class CommitTimes {
    private static final int MOST = 1_000;

    private final Deque<Batch> batches = new ArrayDeque<>();

    /**
     * @param after the sequence before the batch
     * @param through its last sequence
     */
    private record Batch(long after, long through, Instant first, Instant last) {
        boolean isFollowedBy(Batch next) {
            return through == next.after;
        }

        Batch with(Batch next) {
            return new Batch(
                    after,
                    next.through,
                    first.isBefore(next.first) ? first : next.first,
                    last.isAfter(next.last) ? last : next.last);
        }
    }

    /**
     * Notes a batch of transactions with the sequences after one and through another one.
     *
     * @param first their earliest commit time, or an earlier time
     * @param last their latest commit time, or a later time
     */
    public synchronized void applied(long after, long through, Instant first, Instant last) {
        if (after == through) {
            return;
        }
        batches.add(new Batch(after, through, first, last));
        if (batches.size() > MOST) {
            mergePairs();
        }
    }

    /** A time before which the transaction of the sequence was not committed; empty if none is known. */
    synchronized Optional<Instant> first(long sequence) {
        return batches.stream()
                .filter(batch -> batch.through() >= sequence)
                .findFirst()
                .filter(batch -> batch.after() < sequence)
                .map(Batch::first);
    }

    /** A time by which the transaction of the sequence was committed; empty if none is known. */
    synchronized Optional<Instant> last(long sequence) {
        return batches.stream()
                .filter(batch -> batch.through() >= sequence)
                .findFirst()
                .map(Batch::last);
    }

    /** Forgets times of transactions before the sequence. */
    synchronized void forget(long sequence) {
        while (!batches.isEmpty() && batches.getFirst().through() < sequence) {
            batches.removeFirst();
        }
    }

    /** The times of merged batches are less exact. */
    private void mergePairs() {
        Deque<Batch> merged = new ArrayDeque<>();
        boolean single = false;
        for (Batch batch : batches) {
            Batch before = merged.peekLast();
            single = !(single && before != null && before.isFollowedBy(batch));
            if (!single && before != null) {
                merged.removeLast();
                merged.add(before.with(batch));
            } else {
                merged.add(batch);
            }
        }
        batches.clear();
        batches.addAll(merged);
    }
}
