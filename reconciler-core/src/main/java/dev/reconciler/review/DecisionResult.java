package dev.reconciler.review;

import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.Discrepancy;
import org.jspecify.annotations.Nullable;

/**
 * What a decision came to.
 *
 * @param discrepancy as it is now; still in review if the correction could not be made
 * @param correction null if the decision asked for none
 */
public record DecisionResult(
        Discrepancy discrepancy, @Nullable CorrectionOutcome correction) {}
