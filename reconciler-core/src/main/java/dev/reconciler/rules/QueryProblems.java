package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.List;

/** The problems that prevent the evaluation of one query of a rule. */
final class QueryProblems {
    private QueryProblems() {}

    static List<String> of(String side, Rule.Check check, QueryDescription described) {
        List<String> problems = new ArrayList<>(described.problems());
        boolean tenants = described.tables().stream().anyMatch(MappedTable::hasTenants);
        if (tenants && !described.namesTenant()) {
            problems.add("the query on the " + side
                    + " reads tables with tenants: restrict them by :tenant, as in WHERE tenant_id = :tenant");
        }
        if (described.problems().isEmpty()) {
            problems.addAll(Columns.problems(side, check, described.columns()));
        }
        return problems;
    }
}
