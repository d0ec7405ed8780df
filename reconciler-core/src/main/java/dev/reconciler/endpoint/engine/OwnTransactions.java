package dev.reconciler.endpoint.engine;

import java.time.Duration;

/** The record of the pipeline's own transactions in the target, which distinguishes its writes from those of applications. */
public interface OwnTransactions {
    /**
     * Deletes entries older than {@code keep} by the target's clock, and all except the latest {@code most}.
     *
     * @return the number of deleted entries
     */
    long prune(Duration keep, long most);
}
