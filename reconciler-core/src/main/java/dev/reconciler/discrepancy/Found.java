package dev.reconciler.discrepancy;

/**
 * A finding with its cause and severity, to be recorded.
 *
 * @param causeEvidence the evidence for the cause; for {@link Cause#UNKNOWN}, the facts examined
 */
public record Found(Finding finding, Cause cause, String causeEvidence, Severity severity) {}
