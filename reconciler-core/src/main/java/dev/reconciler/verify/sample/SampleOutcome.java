package dev.reconciler.verify.sample;

import dev.reconciler.discrepancy.Finding;
import java.util.List;

/**
 * The proven result of a sample.
 *
 * @param population rows that exist, on the side that has more
 * @param drawn rows compared
 * @param interval share of differing rows that the draw is compatible with, at the sample's confidence
 */
public record SampleOutcome(
        String table, long population, long drawn, List<Finding.OfRow> findings, SampleSize.Interval interval) {
    public SampleOutcome {
        findings = List.copyOf(findings);
    }
}
