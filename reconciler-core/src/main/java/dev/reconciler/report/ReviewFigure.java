package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;

/**
 * Discrepancies that a person may decide, or has decided.
 *
 * @param oldest the earliest time at which one of them entered its state
 */
public record ReviewFigure(
        DiscrepancyType type, Severity severity, DiscrepancyState state, AgeGroup age, long count, Instant oldest) {}
