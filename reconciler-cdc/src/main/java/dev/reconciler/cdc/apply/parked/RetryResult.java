package dev.reconciler.cdc.apply.parked;

import java.util.Map;

/**
 * The result of a retry.
 *
 * @param applied events that were applied and are no longer parked
 * @param failures reasons of failed events, by id; without events that wait behind one of these
 */
public record RetryResult(int applied, Map<Long, String> failures) {
    public RetryResult {
        failures = Map.copyOf(failures);
    }
}
