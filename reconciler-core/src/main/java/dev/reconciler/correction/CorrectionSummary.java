package dev.reconciler.correction;

import dev.reconciler.discrepancy.Discrepancy;
import java.util.List;

/**
 * The outcomes of a list of discrepancies. A discrepancy that stays open for another reason is in neither list.
 *
 * @param outcomes of the discrepancies that were corrected, or would be without dry-run
 * @param sentToReview in their present state
 */
public record CorrectionSummary(List<CorrectionOutcome> outcomes, List<Discrepancy> sentToReview) {
    public CorrectionSummary {
        outcomes = List.copyOf(outcomes);
        sentToReview = List.copyOf(sentToReview);
    }

    public long corrected() {
        return outcomes.stream().filter(CorrectionOutcome::isCorrected).count();
    }
}
