package dev.reconciler.bench.lab.load;

import java.time.Duration;

/** How the load waits between two transactions. */
@FunctionalInterface
public interface LoadPause {
    /**
     * Returns after that time.
     *
     * @throws InterruptedException if the load is being stopped
     */
    void rest(Duration time) throws InterruptedException;
}
