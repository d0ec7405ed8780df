package dev.reconciler.rules;

import dev.reconciler.discrepancy.Finding;
import java.util.List;

/** What an evaluation of one rule for one tenant says. */
public sealed interface RuleOutcome {
    /** It holds, for so many groups. */
    record Agreed(long groups) implements RuleOutcome {}

    /**
     * It is violated, as surely as the window is intact.
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

    /** Not to be said in this window; a later one may tell. No verdict. */
    record RetryLater(String reason) implements RuleOutcome {}

    /** Not to be said as long as the rule, the schema or the data is as it is: the rule's own error. */
    record Unverifiable(String reason) implements RuleOutcome {}
}
