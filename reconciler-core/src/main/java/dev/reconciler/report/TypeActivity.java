package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;

/** The activity of one type and severity. */
public record TypeActivity(DiscrepancyType type, Severity severity, ActivityCounts counts) {}
