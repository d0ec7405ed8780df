package dev.reconciler.app.background;

import dev.reconciler.problem.Problems;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** What is done again and again, each in its interval. */
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
     * @param interval from one end to the next beginning; the first time after as long
     * @param step of the standing problem that it is while it keeps failing
     */
    public void every(Duration interval, String step, String what, Runnable chore) {
        threads.scheduleWithFixedDelay(
                new Chore(step, what, chore, problems, log),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Lets none begin again; one that runs comes to its end. */
    public void end() {
        threads.shutdown();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
