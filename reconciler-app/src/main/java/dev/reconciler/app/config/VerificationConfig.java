package dev.reconciler.app.config;

import dev.reconciler.verify.checksum.DigestSetting;
import java.time.Duration;

/**
 * How much is verified without being asked for.
 *
 * @param massDriftRows differing rows of a table that a run records one by one at most; more are one discrepancy
 * @param scrubPeriod in which the incremental job revisits every chunk that seems clean
 * @param digest how chunks are compared
 */
public record VerificationConfig(long massDriftRows, Duration scrubPeriod, DigestSetting digest, Stream stream) {
    /**
     * Verification of what the stream changed.
     *
     * @param keysPerSecond read in the target at most
     */
    public record Stream(boolean enabled, int keysPerSecond) {}
}
