package dev.reconciler.app.config;

import java.time.Duration;

/**
 * How much is verified without being asked for.
 *
 * @param scrubPeriod in which the incremental job revisits every chunk that seems clean
 */
public record VerificationConfig(Duration scrubPeriod, Stream stream) {
    /**
     * Verification of what the stream changed.
     *
     * @param keysPerSecond read in the target at most
     */
    public record Stream(boolean enabled, int keysPerSecond) {}
}
