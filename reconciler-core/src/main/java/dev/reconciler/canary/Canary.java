package dev.reconciler.canary;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.run.job.RunContext.About;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the canary job works with.
 *
 * @param ids makes the ids of plants, each once
 */
public record Canary(
        CanaryScope scope, Planter planter, Plants plants, CascadingReferences references, Supplier<String> ids) {
    /** The canary's rows as the part of the pipeline that a job is about. */
    About rows() {
        return new About(List.of(scope.table()), scope.tenants(), scope.keys(), true);
    }
}
