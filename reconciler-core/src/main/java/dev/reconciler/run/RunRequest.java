package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import java.util.List;

/**
 * A request for one run.
 *
 * @param trigger the requester: {@code schedule}, or the name of a person or program
 * @param tables mapping ids; empty for all
 * @param tenants empty for all of the pipeline's
 */
public record RunRequest(JobKind job, String trigger, List<String> tables, List<TenantId> tenants) {
    public RunRequest {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
    }

    public static RunRequest all(JobKind job, String trigger) {
        return new RunRequest(job, trigger, List.of(), List.of());
    }
}
