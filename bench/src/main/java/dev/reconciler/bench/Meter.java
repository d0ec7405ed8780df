package dev.reconciler.bench;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Waits until a number of rows has arrived, and measures the time. */
final class Meter {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final long rows;
    private final AtomicLong left;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable Long> first = new AtomicReference<>();
    private volatile long end;

    Meter(long rows) {
        this.rows = rows;
        this.left = new AtomicLong(rows);
    }

    /** Marks that the first row has arrived; without effect after the first call. */
    void begin() {
        first.compareAndSet(null, System.nanoTime());
    }

    void add(long more) {
        if (more > 0 && left.addAndGet(-more) <= 0) {
            end = System.nanoTime();
            done.countDown();
        }
    }

    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        done.countDown();
    }

    /** Seconds from the first row, which {@link #begin} marks, to the last. */
    double awaitFromFirst(String what) throws InterruptedException {
        awaitLast(what);
        return told(what, Objects.requireNonNull(first.get(), "no row has begun"));
    }

    /** Seconds until the last row from {@code start}, a nano time. */
    double await(String what, long start) throws InterruptedException {
        awaitLast(what);
        return told(what, start);
    }

    private void awaitLast(String what) throws InterruptedException {
        if (!done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(what + ": " + left.get() + " of " + rows + " rows are still missing");
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(what + " failed", cause);
        }
    }

    private double told(String what, long start) {
        double seconds = (end - start) / 1e9;
        ProgressLog.say("%s: %.2f s, %,d rows/s", what, seconds, Math.round(rows / seconds));
        return seconds;
    }
}
