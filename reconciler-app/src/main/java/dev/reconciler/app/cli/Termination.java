package dev.reconciler.app.cli;

import java.util.concurrent.CountDownLatch;

/** Being asked to end, by SIGTERM or SIGINT, and ending in order with an exit code of one's own. */
public interface Termination extends AutoCloseable {
    boolean isRequested();

    /** Says that everything is closed, so that the process may end. */
    @Override
    void close();

    /** Of this process. The virtual machine would otherwise exit with the signal's number. */
    static Termination ofProcess() {
        CountDownLatch requested = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    requested.countDown();
                    try {
                        closed.await();
                        Runtime.getRuntime().halt(ExitCode.OK);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
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
}
