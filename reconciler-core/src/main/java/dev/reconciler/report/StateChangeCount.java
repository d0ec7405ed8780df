package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;

/** The number of a table's discrepancies that entered a state. */
public record StateChangeCount(
        String table, DiscrepancyType type, Severity severity, DiscrepancyState state, long count) {}
