package dev.reconciler.verify.sample;

/**
 * The rows that a sample draws from a table: as many as the goal needs, uniformly, and further ones of tenants whose share of these is
 * small.
 *
 * @param rowsPerTenant rows to draw of such a tenant, 0 for none. All tenants together get no more further rows than the goal needs
 */
public record SamplePlan(SampleGoal goal, int rowsPerTenant) {
    public SamplePlan {
        if (rowsPerTenant < 0) {
            throw new IllegalArgumentException("rowsPerTenant must not be negative: " + rowsPerTenant);
        }
    }

    /** A plan without further rows. */
    public static SamplePlan uniform(SampleGoal goal) {
        return new SamplePlan(goal, 0);
    }
}
