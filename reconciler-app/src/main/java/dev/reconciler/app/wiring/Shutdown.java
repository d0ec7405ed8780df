package dev.reconciler.app.wiring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end the process (SIGTERM, SIGINT): interrupts the thread that made this, and keeps the process until this is
 * closed, so that everything opened after it is closed in order. To be opened first.
 */
public final class Shutdown implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Thread owner = Thread.currentThread();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::ask, "reconciler-shutdown");

    public Shutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns when the process was asked to end. */
    public void await() {
        while (!await(Duration.ofDays(1))) {
            // A day has passed.
        }
    }

    /** Whether the process was asked to end; returns as soon as it is, else after that time. */
    public boolean await(Duration atMost) {
        try {
            return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Clears the interrupt, before what is open is closed: closing must not be disturbed by it. */
    public void calm() {
        Thread.interrupted();
    }

    private void ask() {
        asked.countDown();
        owner.interrupt();
        try {
            closed.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (asked.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
