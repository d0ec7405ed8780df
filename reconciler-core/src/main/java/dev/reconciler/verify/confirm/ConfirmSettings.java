package dev.reconciler.verify.confirm;

import java.time.Duration;

/**
 * @param settle how long the other side's write of a change may take: two readings that are to prove a difference lie so far apart
 * @param inFlightMax how long a row may keep changing before that is a discrepancy of its own
 */
public record ConfirmSettings(Duration settle, Duration inFlightMax) {
    public ConfirmSettings {
        if (settle.isNegative() || settle.isZero() || inFlightMax.compareTo(settle) < 0) {
            throw new IllegalArgumentException(
                    "settle > 0 and inFlightMax >= settle, not " + settle + " and " + inFlightMax);
        }
    }
}
