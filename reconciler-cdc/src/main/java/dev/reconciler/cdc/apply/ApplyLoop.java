package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.write.DeposedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies the stream's transactions on its own thread, until stopped or deposed. Transactions that arrive while the applier is
 * busy form the next batch; while it can't keep up, the stream is held back. <p>A failed batch is retried with a growing delay,
 * without limit: the stream waits, and the source keeps its log. Only {@link DeposedException} ends the loop without a stop.
 */
public final class ApplyLoop implements TransactionSink, AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Batches batches;
    private final ApplySettings settings;
    private final LongSupplier nanoTime;
    private final ApplyListener listener;
    private final TransactionQueue queue;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final Object pauseLock = new Object();
    private boolean paused;
    private long lastMoveNanos;

    /** Receives a batch; if it fails, the same batch comes again. */
    @FunctionalInterface
    public interface Batches {
        /** @throws DeposedException if the loop must end */
        void apply(List<SourceTransaction> batch);
    }

    public ApplyLoop(
            Applier applier, ApplySettings settings, LongSupplier nanoTime, ApplyListener listener, String name) {
        this(applier::apply, settings, nanoTime, listener, name);
    }

    /**
     * Creates a loop for another consumer of a stream.
     *
     * @param nanoTime a monotonic clock that spaces commits which only move the position
     */
    public ApplyLoop(
            Batches batches, ApplySettings settings, LongSupplier nanoTime, ApplyListener listener, String name) {
        this.batches = batches;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.queue = new TransactionQueue(settings.batchRows(), settings.queuedRows());
        this.thread = new Thread(this::run, name);
        this.lastMoveNanos = nanoTime.getAsLong() - settings.positionInterval().toNanos();
    }

    public void start() {
        thread.start();
    }

    @Override
    public void accept(SourceTransaction transaction) throws InterruptedException {
        queue.put(transaction);
    }

    @Override
    public void failed(Throwable cause) {
        listener.streamFailed(cause);
    }

    /** Suspends applying until {@link #resume}; a batch in progress is finished. */
    public void pause() {
        synchronized (pauseLock) {
            paused = true;
        }
    }

    public void resume() {
        synchronized (pauseLock) {
            paused = false;
            pauseLock.notifyAll();
        }
    }

    public boolean isPaused() {
        synchronized (pauseLock) {
            return paused;
        }
    }

    /** Returns whether the loop still applies: false after a stop or if deposed. */
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Finishes the batch in progress, releases the queued transactions (the stream delivers them again) and returns. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        stopped.countDown();
        queue.close().forEach(transaction -> transaction.release().run());
        resume();
    }

    private void run() {
        try {
            while (isRunning()) {
                List<SourceTransaction> batch = nextBatch();
                awaitResumed();
                if (!batch.isEmpty()) {
                    applyUntilDone(batch);
                }
            }
        } catch (DeposedException e) {
            listener.deposed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            listener.failed(e);
            throw e;
        } finally {
            stop();
        }
    }

    private void awaitResumed() throws InterruptedException {
        synchronized (pauseLock) {
            while (paused && isRunning()) {
                pauseLock.wait();
            }
        }
    }

    private List<SourceTransaction> nextBatch() throws InterruptedException {
        List<SourceTransaction> batch = new ArrayList<>();
        queue.await(LOOK_AGAIN);
        queue.drainTo(batch);
        while (isRunning() && movesOnly(batch) && untilNextMove().compareTo(Duration.ZERO) > 0) {
            queue.await(untilNextMove());
            queue.drainTo(batch);
        }
        if (movesOnly(batch)) {
            lastMoveNanos = nanoTime.getAsLong();
        }
        return batch;
    }

    /**
     * Returns whether the batch holds no change of a mapped row: it can wait briefly for further transactions to share its
     * commit.
     */
    private static boolean movesOnly(List<SourceTransaction> batch) {
        return !batch.isEmpty() && batch.stream().allMatch(transaction -> transaction.size() == 0);
    }

    private Duration untilNextMove() {
        return settings.positionInterval().minusNanos(nanoTime.getAsLong() - lastMoveNanos);
    }

    private void applyUntilDone(List<SourceTransaction> batch) throws InterruptedException {
        Duration delay = settings.firstRetry();
        for (int attempt = 1; ; attempt++) {
            RuntimeException failure = tryApply(batch);
            if (failure == null) {
                return;
            }
            listener.waiting(failure, attempt, delay);
            if (stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                batch.forEach(transaction -> transaction.release().run());
                return;
            }
            delay = settings.nextRetry(delay);
        }
    }

    private @Nullable RuntimeException tryApply(List<SourceTransaction> batch) {
        try {
            batches.apply(batch);
            return null;
        } catch (DeposedException e) {
            batch.forEach(transaction -> transaction.release().run());
            throw e;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
