package dev.reconciler.rules;

import dev.reconciler.discrepancy.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of one rule for one tenant. */
public sealed interface RuleOutcome {
    /**
     * The rule holds.
     *
     * @param groups number of groups on either side
     * @param values the values of the only group; null if there are none or several
     */
    record Agreed(long groups, @Nullable Sides values) implements RuleOutcome {
        public Agreed(long groups) {
            this(groups, null);
        }
    }

    /**
     * The rule is violated, provided that the window is intact.
     *
     * @param findings one per violating group, the first of them if there are very many
     * @param details the values of each finding's group, in the order of the findings
     * @param violations number of violating groups
     * @param groups number of groups on either side
     * @param values the values of the only group; null if there are several
     */
    record Violated(
            List<Finding> findings,
            List<Violation> details,
            long violations,
            long groups,
            @Nullable Sides values) implements RuleOutcome {
        public Violated {
            findings = List.copyOf(findings);
            details = List.copyOf(details);
        }
    }

    /** Undecidable in this window; a later window may decide. No verdict. */
    record RetryLater(String reason) implements RuleOutcome {}

    /** Undecidable until the rule, the schema or the data changes: the rule's own error. */
    record Unverifiable(String reason) implements RuleOutcome {}

    /** A violating group, by its key columns and values as text. */
    record Violation(String group, Sides values) {}

    /**
     * The values of a group on both sides, as text by column.
     *
     * @param difference target minus source, for each number that differs; empty if there is none
     */
    record Sides(String source, String target, String difference) {}
}
