package dev.reconciler.run;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Severity;
import java.util.Set;

/** How severe a discrepancy is. The canary's are LOW whatever their type. */
public final class Severities {
    private Severities() {}

    /** Returns every severity that a discrepancy of the type can have, the canary's aside. */
    public static Set<Severity> possible(DiscrepancyType type) {
        return switch (type) {
            case TENANT_CONFLICT -> Set.of(Severity.CRITICAL);
            case MISSING_IN_TARGET,
                    FIELD_MISMATCH,
                    COUNT_MISMATCH,
                    APPLY_FAILURE,
                    REFERENTIAL_VIOLATION,
                    DUPLICATE_KEY -> Set.of(Severity.HIGH);
            case RULE_VIOLATION -> Set.of(Severity.HIGH, Severity.MEDIUM);
            case EXTRA_IN_TARGET, SCHEMA_DRIFT, TEMPORAL_INCONSISTENCY -> Set.of(Severity.MEDIUM);
        };
    }

    static Severity of(Finding finding, Cause cause) {
        if (cause == Cause.CANARY) {
            return Severity.LOW;
        }
        if (finding instanceof Finding.RuleViolation rule) {
            return rule.blocking() ? Severity.HIGH : Severity.MEDIUM;
        }
        return possible(finding.type()).iterator().next();
    }
}
