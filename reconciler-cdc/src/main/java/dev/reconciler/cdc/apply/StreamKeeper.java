package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps a stream running: when it breaks, it is started again from the checkpoint, with a growing delay, without end, so that the
 * stream's own checks of slot and server run each time. What it delivers twice, the {@link Applier} drops.
 */
public final class StreamKeeper implements TransactionSink, AutoCloseable {
    private final ChangeStream stream;
    private final Supplier<Position> checkpoint;
    private final TransactionSink sink;
    private final ApplySettings settings;
    private final Semaphore broken = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean delivered;

    /** @param checkpoint where the stream is to go on: what is applied now */
    public StreamKeeper(
            ChangeStream stream,
            Supplier<Position> checkpoint,
            TransactionSink sink,
            ApplySettings settings,
            String name) {
        this.stream = stream;
        this.checkpoint = checkpoint;
        this.sink = sink;
        this.settings = settings;
        this.thread = new Thread(this::keep, name);
    }

    /**
     * Starts the stream for the first time, in the caller's thread.
     *
     * @throws dev.reconciler.endpoint.engine.StreamRefusedException if going on from the checkpoint would not be safe
     */
    public void start() {
        stream.start(checkpoint.get(), this);
        thread.start();
    }

    @Override
    public void accept(SourceTransaction transaction) throws InterruptedException {
        delivered = true;
        sink.accept(transaction);
    }

    @Override
    public void failed(Throwable cause) {
        sink.failed(cause);
        broken.release();
    }

    /** Has the stream start again from the checkpoint, as when it broke. */
    public void restart() {
        broken.release();
    }

    /** Stops the stream. The loop behind it is to be closed first, as it may hold the stream back. */
    @Override
    public void close() {
        stopped.countDown();
        broken.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stream.close();
    }

    private void keep() {
        Duration delay = settings.firstRetry();
        try {
            while (true) {
                broken.acquire();
                broken.drainPermits();
                delay = delivered ? settings.firstRetry() : delay;
                if (stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                startAgain();
                delay = settings.nextRetry(delay);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAgain() {
        delivered = false;
        try {
            stream.close();
            stream.start(checkpoint.get(), this);
        } catch (RuntimeException e) {
            failed(e);
        }
    }
}
