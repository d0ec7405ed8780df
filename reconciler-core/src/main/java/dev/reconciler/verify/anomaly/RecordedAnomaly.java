package dev.reconciler.verify.anomaly;

import java.time.Instant;

/**
 * An anomaly as a run recorded it.
 *
 * @param number unique; later records have greater numbers
 */
public record RecordedAnomaly(long number, String run, Anomaly anomaly, Instant at) {}
