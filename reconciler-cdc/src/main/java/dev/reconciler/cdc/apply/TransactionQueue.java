package dev.reconciler.cdc.apply;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.cdc.capture.EventSize;
import dev.reconciler.cdc.change.SourceTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.StreamSupport;

/** Transactions between the stream's thread and the applier's, bounded by the rows, and the bytes, that they hold in memory. */
final class TransactionQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The received bytes of one transaction beyond which it goes to disk. */
    private static final long MOST_BYTES = 16L << 20;

    private final Deque<Queued> queue = new ArrayDeque<>();
    private final int batchRows;
    private final long capacity;
    private long queued;
    private long queuedBytes;
    private boolean closed;

    /** @param capacity rows; a transaction counts as no more than a batch, since a larger one is on disk */
    TransactionQueue(int batchRows, long capacity) {
        this.batchRows = batchRows;
        this.capacity = capacity;
    }

    /** Waits for room. @throws InterruptedException if the queue is or gets closed, or the thread is interrupted */
    void put(SourceTransaction transaction) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && (queued >= capacity || queuedBytes >= MOST_BYTES)) {
                changed.await();
            }
            if (closed) {
                throw new InterruptedException("applying has ended");
            }
            Queued added = new Queued(transaction, bytes(transaction));
            queue.addLast(added);
            queued += weight(transaction);
            queuedBytes += added.bytes();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds queued transactions to the batch, up to the rows of a batch; a larger transaction forms its own batch. */
    void drainTo(List<SourceTransaction> batch) {
        lock.lock();
        try {
            ByteBudget budget = new ByteBudget(ByteBudget.STEP);
            batch.forEach(transaction -> budget.add(bytes(transaction)));
            long rows = batch.stream().mapToLong(TransactionQueue::changes).sum();
            while (!queue.isEmpty()) {
                long next = changes(queue.getFirst().transaction());
                if (rows > 0 && rows + next > batchRows || budget.isSpent()) {
                    break;
                }
                rows += next;
                Queued taken = queue.removeFirst();
                queued -= weight(taken.transaction());
                queuedBytes -= taken.bytes();
                budget.add(taken.bytes());
                batch.add(taken.transaction());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a transaction is queued, the queue is closed or the time is over. */
    void await(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = atMost.toNanos();
            while (queue.isEmpty() && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue; returns the queued transactions. */
    List<SourceTransaction> close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            List<SourceTransaction> rest =
                    queue.stream().map(Queued::transaction).toList();
            queue.clear();
            queued = 0;
            queuedBytes = 0;
            return rest;
        } finally {
            lock.unlock();
        }
    }

    private long weight(SourceTransaction transaction) {
        return 1 + Math.min(changes(transaction), batchRows);
    }

    private record Queued(SourceTransaction transaction, long bytes) {}

    /** The transaction's bytes in memory; a transaction on disk is read piece by piece. */
    private static long bytes(SourceTransaction transaction) {
        return transaction.changes() instanceof Collection<?> && transaction.size() > 0
                ? StreamSupport.stream(transaction.changes().spliterator(), false)
                        .mapToLong(EventSize::of)
                        .sum()
                : 0;
    }

    private static long changes(SourceTransaction transaction) {
        return transaction.size();
    }
}
