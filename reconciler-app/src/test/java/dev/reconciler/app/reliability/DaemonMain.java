package dev.reconciler.app.reliability;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.run.RunListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The daemon in a separate process, which kills itself by SIGKILL at a given point of a given batch. */
public final class DaemonMain {
    /** Printed when the daemon streams. */
    static final String STARTED = "daemon started";

    /** The points at which a process dies. */
    enum Point {
        BEFORE_DATA,
        AFTER_DATA,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        BEFORE_ACKNOWLEDGE,
        NEVER
    }

    private DaemonMain() {}

    /** @param args configuration file, {@link Point}, number of the batch that reaches it */
    public static void main(String[] args) throws InterruptedException {
        ApplyHooks hooks = new Death(Point.valueOf(args[1]), Integer.parseInt(args[2]));
        try (Daemon daemon = Daemon.start(
                new ConfigLoader(Map.of()).load(Path.of(args[0])),
                false,
                RunListener.NONE,
                ApplyListener.NONE,
                hooks)) {
            System.out.println(STARTED);
            new CountDownLatch(1).await();
        }
    }

    private static final class Death implements ApplyHooks {
        private final Point point;
        private final AtomicInteger left;

        Death(Point point, int batch) {
            this.point = point;
            this.left = new AtomicInteger(batch);
        }

        private void reached(Point here) {
            if (here == point && left.decrementAndGet() == 0) {
                kill();
            }
        }

        /** SIGKILL: no shutdown hook, no finally, no flush. A process may not do that to itself by ProcessHandle. */
        private static void kill() {
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                String.valueOf(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
                throw new AssertionError("killed, and still alive");
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void beforeData() {
            reached(Point.BEFORE_DATA);
        }

        @Override
        public void afterData() {
            reached(Point.AFTER_DATA);
        }

        @Override
        public void beforeCommit() {
            reached(Point.BEFORE_COMMIT);
        }

        @Override
        public void afterCommit() {
            reached(Point.AFTER_COMMIT);
        }

        @Override
        public void beforeAcknowledge() {
            reached(Point.BEFORE_ACKNOWLEDGE);
        }
    }
}
