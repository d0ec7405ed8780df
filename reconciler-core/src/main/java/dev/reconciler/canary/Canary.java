package dev.reconciler.canary;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.run.job.RunContext.About;
import java.util.List;
import java.util.function.Supplier;

/**
 * A pipeline's canary: its rows, and the services that plant and record its differences.
 *
 * @param ids supplies unique ids of plants
 */
public record Canary(
        CanaryScope scope, Planter planter, Plants plants, CascadingReferences references, Supplier<String> ids) {
    /** The canary's rows as a job's part of the pipeline. */
    About rows() {
        return new About(List.of(scope.table()), scope.tenants(), scope.keys(), true);
    }
}
