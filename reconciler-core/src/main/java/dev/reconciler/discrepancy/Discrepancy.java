package dev.reconciler.discrepancy;

/**
 * A recorded finding. At most one is open per (pipeline, table, tenant, subject, type): a repeated finding is counted.
 *
 * @param attribution the cause; for {@link Cause#UNKNOWN}, its evidence is the facts examined
 */
public record Discrepancy(
        String id,
        String pipeline,
        Place place,
        Difference difference,
        Attribution attribution,
        Severity severity,
        Sightings sightings,
        Lifecycle lifecycle) {
    public DiscrepancyType type() {
        return difference.type();
    }

    public DiscrepancyState state() {
        return lifecycle.state();
    }
}
