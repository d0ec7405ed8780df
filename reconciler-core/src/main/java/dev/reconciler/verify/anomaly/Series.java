package dev.reconciler.verify.anomaly;

import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * A figure over time, of a table and tenant or of the whole pipeline.
 *
 * @param measure the figure, for a person
 * @param table the mapping's id; empty for a figure of the pipeline
 * @param points in the order of time
 */
public record Series(String measure, Scale scale, String table, TenantId tenant, List<Point> points) {
    public Series {
        points = List.copyOf(points);
    }

    /** @param sample the number of rows from which a share is estimated; 0 for a figure that is no estimate */
    public record Point(Instant at, double value, long sample) {
        public Point(Instant at, double value) {
            this(at, value, 0);
        }
    }
}
