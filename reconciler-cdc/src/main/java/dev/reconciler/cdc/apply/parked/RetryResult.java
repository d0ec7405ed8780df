package dev.reconciler.cdc.apply.parked;

import java.util.Map;

/**
 * What a retry did.
 *
 * @param applied events that were applied and are no longer parked
 * @param failures why others stay, by id; events that wait behind one of these are not in it
 */
public record RetryResult(int applied, Map<Long, String> failures) {
    public RetryResult {
        failures = Map.copyOf(failures);
    }
}
