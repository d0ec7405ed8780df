package dev.reconciler.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The recorded results of business rules in a period.
 *
 * @param held results without a violation
 * @param violated results with violations
 * @param undecided results without a verdict, and rules that could not be evaluated
 * @param violations violating groups over all results
 * @param last time at which the latest evaluation started
 */
public record RuleFigure(
        String rule,
        String table,
        long held,
        long violated,
        long undecided,
        long violations,
        @Nullable Instant last) {}
