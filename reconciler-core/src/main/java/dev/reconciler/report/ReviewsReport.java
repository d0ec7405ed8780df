package dev.reconciler.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The review queue, and the decisions in force.
 *
 * @param waiting items in review
 * @param claimed those of them that a reviewer has claimed
 * @param oldest the time since which the oldest item is in review; null if there is none
 * @param items by type, severity, state and age: in review, open, and closed by a decision that is in force
 */
public record ReviewsReport(
        ReportHeading heading,
        long waiting,
        long claimed,
        @Nullable Instant oldest,
        List<ReviewFigure> items) {
    public ReviewsReport {
        items = List.copyOf(items);
    }
}
