package dev.reconciler.verify.anomaly;

import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * A figure that runs recorded for a table and tenant, over time.
 *
 * @param measure the figure, for a person
 * @param points in the order of the runs
 */
public record Series(String measure, String table, TenantId tenant, List<Point> points) {
    public Series {
        points = List.copyOf(points);
    }

    /** @param value not negative */
    public record Point(Instant at, long value) {}
}
