package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Checks rules against both live databases without evaluating them: each query is prepared and explained, never run. */
public final class RuleLint {
    /** A placeholder tenant; the description of a query doesn't depend on it. */
    private static final TenantId ANY = TenantId.NONE;

    private final Collection<MappedTable> tables;
    private final QueryReader source;
    private final QueryReader target;

    public RuleLint(Collection<MappedTable> tables, QueryReader source, QueryReader target) {
        this.tables = List.copyOf(tables);
        this.source = source;
        this.target = target;
    }

    /** Every problem of the rule; empty if it can be evaluated. */
    public List<RuleProblem> problems(Rule rule) {
        List<String> problems = new ArrayList<>();
        List<String> ids = tables.stream().map(MappedTable::id).toList();
        if (!ids.contains(rule.table())) {
            problems.add("table " + rule.table() + " is not mapped: "
                    + Suggestions.nearest(rule.table(), ids)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("name one of " + String.join(", ", ids)));
        }
        QueryDescription here = target.describe(rule.check().target(), tables, ANY);
        List<String> ofTarget = QueryProblems.of("target", rule.check(), here);
        if (rule.check() instanceof Rule.Compare compare) {
            QueryDescription there = source.describe(compare.source(), tables, ANY);
            List<String> ofSource = QueryProblems.of("source", compare, there);
            problems.addAll(ofSource);
            if (ofSource.isEmpty() && ofTarget.isEmpty()) {
                problems.addAll(Columns.differences(compare, there.columns(), here.columns()));
            }
        }
        problems.addAll(ofTarget);
        return problems.stream().map(problem -> problem(rule, problem)).toList();
    }

    /** Splits a text at its last colon into problem and fix. */
    private static RuleProblem problem(Rule rule, String text) {
        int fix = text.lastIndexOf(": ");
        return fix < 0
                ? new RuleProblem(rule.file(), 0, rule.name() + ": " + text, "correct it")
                : new RuleProblem(rule.file(), 0, rule.name() + ": " + text.substring(0, fix), text.substring(fix + 2));
    }
}
