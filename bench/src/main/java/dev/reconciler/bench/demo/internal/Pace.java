package dev.reconciler.bench.demo.internal;

import java.time.Duration;

/** How the load waits between two transactions. */
@FunctionalInterface
public interface Pace {
    /**
     * Returns after that time.
     *
     * @throws InterruptedException if the load is being stopped
     */
    void rest(Duration time) throws InterruptedException;
}
