package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for one run.
 *
 * @param trigger the requester: {@code schedule}, or the name of a person or program
 * @param tables mapping ids; empty for all
 * @param tenants empty for all of the pipeline's
 * @param rules names of business rules, for the job {@code rules} only; empty for those that it selects itself
 * @param changed a span of time, for the jobs {@code checksum} and {@code sample} only: they verify the rows that the stream
 *     changed in it; null for all rows
 */
public record RunRequest(
        JobKind job,
        String trigger,
        List<String> tables,
        List<TenantId> tenants,
        List<String> rules,
        @Nullable ChangedBetween changed) {
    private static final Set<JobKind> OF_CHANGES = Set.of(JobKind.CHECKSUM, JobKind.SAMPLE);

    public RunRequest {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
        rules = List.copyOf(rules);
        if (!rules.isEmpty() && job != JobKind.RULES) {
            throw new IllegalArgumentException("only the job rules evaluates rules, not " + job.jobName());
        }
        if (changed != null && !OF_CHANGES.contains(job)) {
            throw new IllegalArgumentException(
                    "only the jobs checksum and sample verify the changes of a span of time, not " + job.jobName());
        }
    }

    public RunRequest(JobKind job, String trigger, List<String> tables, List<TenantId> tenants, List<String> rules) {
        this(job, trigger, tables, tenants, rules, null);
    }

    public RunRequest(JobKind job, String trigger, List<String> tables, List<TenantId> tenants) {
        this(job, trigger, tables, tenants, List.of());
    }

    /** The same for these rules only. */
    public RunRequest ofRules(List<String> names) {
        return new RunRequest(job, trigger, tables, tenants, names, changed);
    }

    /** The same for the rows that the stream changed in this span of time; null for all rows. */
    public RunRequest ofChanges(@Nullable ChangedBetween span) {
        return new RunRequest(job, trigger, tables, tenants, rules, span);
    }

    public RunScope scope() {
        return new RunScope(tables, tenants.stream().map(TenantId::value).toList(), rules, changed);
    }

    public static RunRequest all(JobKind job, String trigger) {
        return new RunRequest(job, trigger, List.of(), List.of());
    }
}
