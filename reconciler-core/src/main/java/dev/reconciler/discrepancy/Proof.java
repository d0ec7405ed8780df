package dev.reconciler.discrepancy;

/**
 * The run and the position that prove a finding.
 *
 * @param run the run's id
 * @param job the job's name
 * @param sourceContent the source snapshot's content in the engine's notation
 * @param fenceSequence the target's sequence F
 * @param fencePosition the target's position F
 */
public record Proof(String run, String job, String sourceContent, long fenceSequence, String fencePosition) {}
