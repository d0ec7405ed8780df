package dev.reconciler.app.cli;

import dev.reconciler.app.wiring.RealTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Being asked to end, by SIGTERM or SIGINT, and ending in order with an exit code of one's own. */
public interface Termination extends AutoCloseable {
    boolean isRequested();

    /** Whether the end was asked for; returns as soon as it is, else after that time. */
    default boolean await(Duration atMost) {
        return RealTime.PATIENCE.await(this::isRequested, atMost);
    }

    /** Clears the interrupt, before what is open is closed: closing must not be disturbed by it. */
    default void calm() {
        Thread.interrupted();
    }

    /** Says that everything is closed, so that the process may end. */
    @Override
    void close();

    /**
     * Of this process: interrupts the thread that asks for this, and keeps the process until this is closed, for 30 s at most.
     * To be opened first.
     *
     * @param exitCode of a process that was asked to end; the virtual machine would exit with the signal's number
     */
    static Termination ofProcess(int exitCode) {
        Thread owner = Thread.currentThread();
        CountDownLatch requested = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    requested.countDown();
                    owner.interrupt();
                    endWhenClosed(closed, exitCode);
                },
                "reconciler-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Termination() {
            @Override
            public boolean isRequested() {
                return requested.getCount() == 0;
            }

            @Override
            public void close() {
                if (isRequested()) {
                    closed.countDown();
                } else {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            }
        };
    }

    private static void endWhenClosed(CountDownLatch closed, int exitCode) {
        try {
            if (closed.await(30, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
