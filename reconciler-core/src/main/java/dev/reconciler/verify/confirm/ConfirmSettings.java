package dev.reconciler.verify.confirm;

import java.time.Duration;

/**
 * @param settle the time limit for the other side's write of a change: two readings that prove a difference are this far apart
 * @param inFlightMax the time that a row may keep changing before that is its own discrepancy
 */
public record ConfirmSettings(Duration settle, Duration inFlightMax) {
    public ConfirmSettings {
        if (settle.isNegative() || settle.isZero() || inFlightMax.compareTo(settle) < 0) {
            throw new IllegalArgumentException(
                    "settle > 0 and inFlightMax >= settle, not " + settle + " and " + inFlightMax);
        }
    }
}
