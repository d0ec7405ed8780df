package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;

/** The number of discrepancies in their present state. */
public record StateFigure(DiscrepancyType type, Severity severity, DiscrepancyState state, long count) {}
