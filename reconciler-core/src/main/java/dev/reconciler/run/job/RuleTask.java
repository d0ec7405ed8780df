package dev.reconciler.run.job;

import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.run.RuleResult;

/** A rule to be evaluated for a tenant. */
record RuleTask(Rule rule, TenantId tenant) {
    RuleResult.Subject subject() {
        return new RuleResult.Subject(rule.name(), rule.table(), tenant);
    }
}
