package dev.reconciler.bench.lab.load;

import java.time.Duration;

/** The pause of the load between two transactions. */
@FunctionalInterface
public interface LoadPause {
    /**
     * Returns after that time.
     *
     * @throws InterruptedException if the load is being stopped
     */
    void rest(Duration time) throws InterruptedException;
}
