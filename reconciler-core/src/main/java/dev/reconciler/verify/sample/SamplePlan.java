package dev.reconciler.verify.sample;

import java.time.Duration;

/**
 * The rows that a sample draws from a table: as many as the goal needs, uniformly, and further ones of tenants whose share of these is
 * small, and of rows that changed recently.
 *
 * @param rowsPerTenant rows to draw of such a tenant, 0 for none. All tenants together get no more further rows than the goal needs
 */
public record SamplePlan(SampleGoal goal, int rowsPerTenant, Recent recent) {
    /**
     * Rows that changed recently.
     *
     * @param within the time since their last change, at most
     * @param rows to draw of them, 0 for none
     */
    public record Recent(Duration within, int rows) {
        public static final Recent NONE = new Recent(Duration.ZERO, 0);
    }

    public SamplePlan {
        if (rowsPerTenant < 0 || recent.rows() < 0) {
            throw new IllegalArgumentException(
                    "numbers of rows must not be negative: " + rowsPerTenant + ", " + recent.rows());
        }
    }

    /** A plan without rows that changed recently. */
    public SamplePlan(SampleGoal goal, int rowsPerTenant) {
        this(goal, rowsPerTenant, Recent.NONE);
    }

    /** A plan without further rows. */
    public static SamplePlan uniform(SampleGoal goal) {
        return new SamplePlan(goal, 0);
    }
}
