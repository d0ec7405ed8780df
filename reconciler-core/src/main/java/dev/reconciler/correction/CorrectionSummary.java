package dev.reconciler.correction;

import dev.reconciler.discrepancy.Discrepancy;
import java.util.List;

/**
 * What became of a number of discrepancies. What stays open for any other reason is in none of the lists.
 *
 * @param outcomes of those that were, or in earnest would be, corrected
 * @param sentToReview as they are now
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
