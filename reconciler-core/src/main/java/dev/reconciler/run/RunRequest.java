package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import java.util.List;

/**
 * A request for one run.
 *
 * @param trigger the requester: {@code schedule}, or the name of a person or program
 * @param tables mapping ids; empty for all
 * @param tenants empty for all of the pipeline's
 * @param rules names of business rules, for the job {@code rules} only; empty for those that it selects itself
 */
public record RunRequest(JobKind job, String trigger, List<String> tables, List<TenantId> tenants, List<String> rules) {
    public RunRequest {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
        rules = List.copyOf(rules);
        if (!rules.isEmpty() && job != JobKind.RULES) {
            throw new IllegalArgumentException("only the job rules evaluates rules, not " + job.jobName());
        }
    }

    public RunRequest(JobKind job, String trigger, List<String> tables, List<TenantId> tenants) {
        this(job, trigger, tables, tenants, List.of());
    }

    /** The same for these rules only. */
    public RunRequest ofRules(List<String> names) {
        return new RunRequest(job, trigger, tables, tenants, names);
    }

    public RunScope scope() {
        return new RunScope(tables, tenants.stream().map(TenantId::value).toList(), rules);
    }

    public static RunRequest all(JobKind job, String trigger) {
        return new RunRequest(job, trigger, List.of(), List.of());
    }
}
