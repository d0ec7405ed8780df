package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Severity;
import java.util.EnumSet;
import java.util.Set;

/** The severity of a discrepancy: for a rule, its {@code severity:}; otherwise by type. The canary's are always LOW. */
public final class Severities {
    private Severities() {}

    /** Returns every severity that a discrepancy of the type can have, the canary's excluded. */
    public static Set<Severity> possible(DiscrepancyType type) {
        return switch (type) {
            case TENANT_CONFLICT, MASS_DRIFT -> Set.of(Severity.CRITICAL);
            case MISSING_IN_TARGET, FIELD_MISMATCH, COUNT_MISMATCH, APPLY_FAILURE, DUPLICATE_KEY, KEY_COLLISION ->
                Set.of(Severity.HIGH);
            case RULE_VIOLATION, REFERENTIAL_VIOLATION -> EnumSet.allOf(Severity.class);
            case EXTRA_IN_TARGET, SCHEMA_DRIFT, TEMPORAL_INCONSISTENCY -> Set.of(Severity.MEDIUM);
        };
    }

    static Severity of(Finding finding, Cause cause) {
        if (cause == Cause.CANARY) {
            return Severity.LOW;
        }
        if (finding instanceof Finding.RuleViolation rule) {
            return rule.severity();
        }
        if (finding instanceof Finding.ReferentialViolation reference) {
            return reference.severity();
        }
        if (finding instanceof Finding.MoreRuleViolations more) {
            return more.severity();
        }
        return possible(finding.type()).iterator().next();
    }
}
