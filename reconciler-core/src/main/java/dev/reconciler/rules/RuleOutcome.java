package dev.reconciler.rules;

import dev.reconciler.discrepancy.Finding;
import java.util.List;

/** The outcome of one rule for one tenant. */
public sealed interface RuleOutcome {
    /** The rule holds, for this number of groups. */
    record Agreed(long groups) implements RuleOutcome {}

    /**
     * The rule is violated, provided that the window is intact.
     *
     * @param findings one per violating group, the first of them if there are very many
     * @param violations number of violating groups
     * @param groups number of groups on either side
     */
    record Violated(List<Finding> findings, long violations, long groups) implements RuleOutcome {
        public Violated {
            findings = List.copyOf(findings);
        }
    }

    /** Undecidable in this window; a later window may decide. No verdict. */
    record RetryLater(String reason) implements RuleOutcome {}

    /** Undecidable until the rule, the schema or the data changes: the rule's own error. */
    record Unverifiable(String reason) implements RuleOutcome {}
}
