package dev.reconciler.discrepancy;

/**
 * A finding with its cause and severity, to be recorded.
 *
 * @param attribution the cause; for {@link Cause#UNKNOWN}, its evidence is the facts examined
 */
public record Found(Finding finding, Attribution attribution, Severity severity) {}
