package dev.reconciler.discrepancy;

/**
 * A finding as it is to be recorded.
 *
 * @param causeEvidence what the cause rests on; of {@link Cause#UNKNOWN}, what was looked at
 */
public record Found(Finding finding, Cause cause, String causeEvidence, Severity severity) {}
