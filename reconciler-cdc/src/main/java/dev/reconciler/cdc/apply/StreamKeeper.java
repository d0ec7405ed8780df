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
 * Keeps a stream running: after a failure it is restarted from the checkpoint, with a growing delay, without limit, so that the
 * stream's own checks of slot and server run each time. The {@link Applier} drops transactions that are delivered twice.
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

    /** @param checkpoint supplies the position to resume at: the last applied one */
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
     * @throws dev.reconciler.endpoint.engine.StreamRefusedException if resuming from the checkpoint would not be safe
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

    /** Restarts the stream from the checkpoint, as after a failure. */
    public void restart() {
        broken.release();
    }

    /** Stops the stream. Close the loop that consumes it first, as it may block the stream. */
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
