package dev.reconciler.app.wiring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** What is done again and again, each in its interval. */
final class Chores implements AutoCloseable {
    private final ScheduledExecutorService threads;
    private final Logger log;

    Chores(int threads, String name, Logger log) {
        this.threads = Executors.newScheduledThreadPool(threads, Threads.named(name));
        this.log = log;
    }

    /** @param interval from one end to the next beginning; the first time after as long */
    void every(Duration interval, String what, Runnable chore) {
        threads.scheduleWithFixedDelay(
                new Chore(what, chore, log), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets none begin again; one that runs comes to its end. */
    void end() {
        threads.shutdown();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
