package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;

/** The problems that prevent the evaluation of one query of a rule. */
final class QueryProblems {
    private QueryProblems() {}

    /** @param queries those of the rule, or those that its short kind stands for */
    static List<String> of(Side side, Rule rule, Rule.Queries queries, QueryDescription described) {
        String noun = side.noun();
        List<String> problems = new ArrayList<>(described.problems());
        boolean tenants = described.tables().stream().anyMatch(MappedTable::hasTenants);
        boolean isWritten = rule.check() instanceof Rule.Queries;
        if (rule.settings().acrossTenants() && described.namesTenant()) {
            problems.add("the query on the " + noun + " names :tenant, but the rule says 'tenant: none'"
                    + ": remove one of them");
        } else if (isWritten
                && tenants
                && !described.namesTenant()
                && !rule.settings().acrossTenants()) {
            problems.add("the query on the " + noun
                    + " reads tables with tenants: restrict them by :tenant, as in WHERE tenant_id = :tenant, or say"
                    + " 'tenant: none'");
        }
        if (described.problems().isEmpty()) {
            problems.addAll(Columns.problems(noun, queries, described.columns()));
        }
        return problems;
    }
}
