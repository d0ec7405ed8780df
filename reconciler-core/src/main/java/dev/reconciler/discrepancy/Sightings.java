package dev.reconciler.discrepancy;

import java.time.Instant;

/**
 * The verifications that found a discrepancy.
 *
 * @param count their number
 * @param proof the proof of the last of them that the recorded difference is from
 */
public record Sightings(long count, Instant first, Instant last, Proof proof) {}
