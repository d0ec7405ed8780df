package dev.reconciler.app.cli;

import dev.reconciler.app.wiring.RealTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The orderly end of a process after SIGTERM or SIGINT, with its own exit code. */
public interface Termination extends AutoCloseable {
    boolean isRequested();

    /** Waits for the signal; returns true as soon as it arrives, else false after that time. */
    default boolean await(Duration atMost) {
        return RealTime.PATIENCE.await(this::isRequested, atMost);
    }

    /** Clears the interrupt before resources are closed, so that it does not disturb the closing. */
    default void calm() {
        Thread.interrupted();
    }

    /** Reports that everything is closed, so that the process may end. */
    @Override
    void close();

    /**
     * Returns the termination of this process: a signal interrupts the calling thread, and the process stays until this is
     * closed, for 30 s at most. Open it before all other resources.
     *
     * @param exitCode of a process that ends after a signal; the virtual machine would exit with the signal's number
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
