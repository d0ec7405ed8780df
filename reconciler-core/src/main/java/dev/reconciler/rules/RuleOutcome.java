package dev.reconciler.rules;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The outcome of one rule for one tenant. */
public sealed interface RuleOutcome {
    /**
     * The rule holds.
     *
     * @param groups number of groups on either side
     * @param values the values of the only group; null if there are none or several
     * @param extent the groups that were evaluated
     */
    record Agreed(long groups, @Nullable Sides values, Extent extent) implements RuleOutcome {
        public Agreed(long groups) {
            this(groups, null, Extent.WHOLE);
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
     * @param extent the groups that were evaluated
     */
    record Violated(
            List<Finding> findings,
            List<Violation> details,
            long violations,
            long groups,
            @Nullable Sides values,
            Extent extent)
            implements RuleOutcome {
        public Violated {
            findings = List.copyOf(findings);
            details = List.copyOf(details);
        }

        /** Returns whether each violating group is one of the findings. */
        public boolean isListed() {
            return findings.size() == violations;
        }
    }

    /** Undecidable in this window; a later window may decide. No verdict. */
    record RetryLater(String reason) implements RuleOutcome {}

    /** Undecidable until the rule, the schema or the data changes: the rule's own error. */
    record Unverifiable(String reason) implements RuleOutcome {}

    /**
     * The groups that were evaluated.
     *
     * @param groups by their texts
     * @param note the part that has no verdict, for people; empty if there is none
     */
    record Extent(Predicate<String> groups, String note) {
        /** All groups of the rule. */
        public static final Extent WHOLE = new Extent(group -> true, "");
    }

    /** Returns whether the open discrepancy is the rule's, and would have been found again if it still existed. */
    default boolean covers(Rule rule, TenantId tenant, Discrepancy open) {
        String ofRule = rule.name() + "/";
        boolean isOfRule =
                (open.type() == DiscrepancyType.RULE_VIOLATION || open.type() == DiscrepancyType.REFERENTIAL_VIOLATION)
                        && tenant.equals(open.place().tenant())
                        && rule.table().equals(open.place().table())
                        && open.place().subject().startsWith(ofRule);
        return isOfRule && decides(open.place().subject().substring(ofRule.length()));
    }

    private boolean decides(String group) {
        if (this instanceof Agreed agreed) {
            return agreed.extent().groups().test(group);
        }
        return this instanceof Violated violated
                && violated.isListed()
                && violated.extent().groups().test(group);
    }

    /** A violating group, by its key columns and values as text. */
    record Violation(String group, Sides values) {}

    /**
     * The values of a group on both sides, as text by column.
     *
     * @param difference target minus source, for each number that differs; empty if there is none
     */
    record Sides(String source, String target, String difference) {}
}
