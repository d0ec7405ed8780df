package dev.reconciler.endpoint.engine;

import java.time.Duration;

/** The record of the pipeline's own transactions in the target, by which its writes are told from others'. */
public interface OwnTransactions {
    /**
     * Forgets what is older than {@code keep} by the target's clock, and all but the latest {@code most}.
     *
     * @return how many were forgotten
     */
    long prune(Duration keep, long most);
}
