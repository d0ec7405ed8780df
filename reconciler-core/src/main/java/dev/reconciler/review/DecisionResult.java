package dev.reconciler.review;

import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.Discrepancy;
import org.jspecify.annotations.Nullable;

/**
 * The result of a decision.
 *
 * @param discrepancy in its present state; still in review if the correction could not be made
 * @param correction null if the decision requires none
 */
public record DecisionResult(
        Discrepancy discrepancy, @Nullable CorrectionOutcome correction) {}
