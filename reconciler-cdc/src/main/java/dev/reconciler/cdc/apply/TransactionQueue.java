package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.SourceTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Transactions between the stream's thread and the applier's, bounded by the rows that they hold in memory. */
final class TransactionQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SourceTransaction> queue = new ArrayDeque<>();
    private final int batchRows;
    private final long capacity;
    private long queued;
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
            while (!closed && queued >= capacity) {
                changed.await();
            }
            if (closed) {
                throw new InterruptedException("applying has ended");
            }
            queue.addLast(transaction);
            queued += weight(transaction);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds to the batch what is here, up to the rows of a batch; a larger transaction is a batch of its own. */
    void drainTo(List<SourceTransaction> batch) {
        lock.lock();
        try {
            long rows = batch.stream().mapToLong(TransactionQueue::changes).sum();
            while (!queue.isEmpty()) {
                long next = changes(queue.getFirst());
                if (rows > 0 && rows + next > batchRows) {
                    break;
                }
                rows += next;
                SourceTransaction taken = queue.removeFirst();
                queued -= weight(taken);
                batch.add(taken);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is here, the queue is closed or the time is over. */
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

    /** Takes no more; returns what was waiting. */
    List<SourceTransaction> close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            List<SourceTransaction> rest = new ArrayList<>(queue);
            queue.clear();
            queued = 0;
            return rest;
        } finally {
            lock.unlock();
        }
    }

    private long weight(SourceTransaction transaction) {
        return 1 + Math.min(changes(transaction), batchRows);
    }

    private static long changes(SourceTransaction transaction) {
        return transaction.size();
    }
}
