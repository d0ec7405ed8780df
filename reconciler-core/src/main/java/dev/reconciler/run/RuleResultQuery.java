package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import org.jspecify.annotations.Nullable;

/** A filter over the results of a pipeline's rules; null does not restrict. */
public record RuleResultQuery(
        @Nullable String rule,
        @Nullable TenantId tenant,
        @Nullable String run,
        RuleResult.@Nullable Outcome outcome,
        PageRequest page) {}
