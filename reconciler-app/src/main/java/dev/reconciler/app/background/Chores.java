package dev.reconciler.app.background;

import dev.reconciler.problem.Problems;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Repeated steps, each with its interval. */
public final class Chores implements AutoCloseable {
    private final ScheduledExecutorService threads;
    private final Problems problems;
    private final Logger log;

    public Chores(int threads, String name, Problems problems, Logger log) {
        this.threads = Executors.newScheduledThreadPool(threads, Threads.named(name));
        this.problems = problems;
        this.log = log;
    }

    /**
     * @param interval from the end of one execution to the start of the next; the first one starts after an interval
     * @param step name of the standing problem while it keeps failing
     */
    public void every(Duration interval, String step, String what, Runnable chore) {
        threads.scheduleWithFixedDelay(
                new Chore(step, what, chore, problems, log),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Starts no further execution; a running one completes. */
    public void end() {
        threads.shutdown();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
