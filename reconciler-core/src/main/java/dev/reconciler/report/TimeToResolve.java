package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time between the opening of a discrepancy and its closing. Both figures are times that occurred (nearest rank).
 *
 * @param state the state that closed them; null for all such states
 * @param closed number of closings; at least 1
 */
public record TimeToResolve(@Nullable DiscrepancyState state, long closed, Duration median, Duration p90) {}
