package dev.reconciler.discrepancy;

/** An open discrepancy of a count or a rule, which follows from rows. All open groups of one rule share one dependent finding. */
public record DependentFinding(Place place, DiscrepancyType type) {}
