package dev.reconciler.endpoint.write;

import java.time.Duration;

/**
 * Who writes a pipeline, as the target has it on record.
 *
 * @param owner names the process for people
 * @param epoch raised by each writer that takes over
 * @param until when it runs out unless it is renewed, by the target's clock, for people; another text after each renewal
 * @param left until then; not positive once it ran out
 */
public record Lease(String owner, long epoch, String until, Duration left) {
    /** Whether the holder has shown itself since the other was read, or another one has taken over. */
    public boolean isRenewalOf(Lease earlier) {
        return epoch != earlier.epoch || !until.equals(earlier.until);
    }
}
