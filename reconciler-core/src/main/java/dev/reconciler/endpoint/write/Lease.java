package dev.reconciler.endpoint.write;

import java.time.Duration;

/**
 * The lease of a pipeline's writer, as the target records it.
 *
 * @param owner names the process for people
 * @param epoch raised by each writer that takes over
 * @param until the time of expiry by the target's clock, for people; another text after each renewal
 * @param left the time until expiry; not positive once the lease has expired
 */
public record Lease(String owner, long epoch, String until, Duration left) {
    /** Returns whether the holder has sent a heartbeat since {@code earlier} was read, or another writer has taken over. */
    public boolean isRenewalOf(Lease earlier) {
        return epoch != earlier.epoch || !until.equals(earlier.until);
    }
}
